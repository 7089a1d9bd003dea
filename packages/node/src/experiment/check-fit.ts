import { formatShape, sameShape, sizeOf } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { targetSpec } from "@retrograd/plugin";
import { formatNumberOf } from "../format/numbers.js";
import { inputMistake } from "./check-inputs.js";
import { mistakeAt, type OpenedExperiment } from "./open-experiment.js";
import { explainOtherTargets, explainTooManyClasses } from "./target-mismatch.js";

/** Checks that the network can learn from the data: inputs of the model's size, targets that the loss takes.
 *  @throws RetrogradError E_SPEC with the place in the file */
export function checkFit(opened: Pick<OpenedExperiment, "loaded">, data: PreparedData): void {
  const { network, experiment } = opened.loaded;
  const { id, loss } = network.loss;
  const lossPath = ["model", "layers", experiment.model.layers.length - 1];
  const wrongInputs = inputMistake(network, data);
  if (wrongInputs !== undefined) throw mistakeAt(opened, { code: "RG3004", ...wrongInputs });
  const wrongTargets = (message: string) => mistakeAt(opened, { code: "RG3005", path: lossPath, message });
  const targets = targetSpec(loss);
  if (targets.kind !== data.targets) {
    throw wrongTargets(explainOtherTargets(id, data));
  }
  const { shape } = data.train.t;
  if (targets.kind === "classes") {
    if (!sameShape(targets.shape, shape)) {
      const [learns, has] = [targets.shape, shape].map((axes) =>
        axes.length === 0 ? "one class" : `classes ${formatShape(axes)}`,
      );
      const fix =
        targets.shape.length === 0 ? "give it a prediction for each of them" : "put an Affine before it";
      throw wrongTargets(
        `${id} learns ${learns} per sample, but a target of ${data.name} is ${has}: ${shape.length === 0 || targets.shape.length === 0 ? fix : "make both the same"}`,
      );
    }
    if (targets.classes < data.targetNames.length) {
      throw wrongTargets(explainTooManyClasses(id, targets.classes, data));
    }
    return;
  }
  if (!sameShape(targets.shape, shape)) {
    const expected = formatShape(shape);
    throw wrongTargets(
      `${id} predicts ${formatShape(loss.outShape)}, but a target of ${data.name} is ${expected}: give the layer before it ${formatNumberOf(sizeOf(shape), "unit")}`,
    );
  }
}
