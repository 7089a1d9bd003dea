import { formatShape, sameShape, sizeOf } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { formatNumberOf } from "../format/numbers.js";
import { mistakeAt, type OpenedExperiment } from "./open-experiment.js";
import { explainOtherTargets, explainTooManyClasses } from "./target-mismatch.js";

/** Checks that the network can learn from the data: inputs of the model's size, targets that the loss takes.
 *  @throws RetrogradError E_SPEC with the place in the file */
export function checkFit(opened: Pick<OpenedExperiment, "loaded">, data: PreparedData): void {
  const { network, experiment } = opened.loaded;
  const { id, loss } = network.loss;
  const lossPath = ["model", "layers", experiment.model.layers.length - 1];
  const size = sizeOf(data.inputShape);
  if (size !== sizeOf(network.input)) {
    throw mistakeAt(opened, {
      code: "RG3004",
      path: ["model", "input"],
      message: `the model takes inputs ${formatShape(network.input)}, but a sample of ${data.name} has ${formatNumberOf(size, "number")}: write input: [${size}]`,
    });
  }
  const wrongTargets = (message: string) => mistakeAt(opened, { code: "RG3005", path: lossPath, message });
  if (loss.targets !== data.targets) {
    throw wrongTargets(explainOtherTargets(id, data));
  }
  const outputs = sizeOf(loss.outShape);
  if (data.targets === "classes" && outputs < data.targetNames.length) {
    throw wrongTargets(explainTooManyClasses(id, outputs, data));
  }
  if (data.targets === "values" && !sameShape(loss.outShape, data.train.t.shape)) {
    const expected = formatShape(data.train.t.shape);
    throw wrongTargets(
      `${id} predicts ${formatShape(loss.outShape)}, but a target of ${data.name} is ${expected}: give the layer before it ${formatNumberOf(sizeOf(data.train.t.shape), "unit")}`,
    );
  }
}
