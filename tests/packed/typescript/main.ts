// Every package that runs in a browser, as a strict TypeScript project for browsers sees it: no types of Node.
import { philoxStreams, RetrogradError, type Shape, type Tensor, tensor } from "@retrograd/core";
import { batchOrder, builtinData, memoryDataFiles } from "@retrograd/data";
import { type CheckedExperiment, checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { checkNetwork, describeFailure, type GradientReport } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, type Model, predict } from "@retrograd/network";
import { createRegistry, definePlugin, type LayerDefinition } from "@retrograd/plugin";
import { encodeParams } from "@retrograd/runs";
import { builtinTraining } from "@retrograd/trainer";

/** A layer of one's own, typed by the contract. */
const identity: LayerDefinition<Record<string, never>> = {
  type: "Identity",
  summary: "Nothing.",
  options: { "~standard": { version: 1, vendor: "by hand", validate: () => ({ value: {} }) } },
  create: (_options, inShape: Shape) => ({
    type: "Identity",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({ y: x, backward: (dy) => ({ dx: dy, grads: {} }) }),
  }),
};

const own = definePlugin({ name: "own", layers: [identity] });
const registry = createRegistry(builtins, builtinData, builtinTraining, own);
const model: Model = { input: [2], layers: ["Identity", { Affine: 2 }, "SoftmaxWithLoss"] };
const network = buildNetwork(registry, model, { dtype: "f64" });
const params = initParams(network, philoxStreams(0));

export const y: Tensor = predict(network, params, tensor([1, 2], [1, 2], { dtype: "f64" }));
export const report: GradientReport = checkNetwork(network);
export const failures: readonly string[] = report.tensors.map(describeFailure);
export const order = batchOrder({ sampling: "shuffle", samples: 4, batch: 2, streams: philoxStreams(0) });
export const files = memoryDataFiles({});
export const bytes: Uint8Array = encodeParams(params);

export function messages(text: string): readonly string[] {
  const checked: CheckedExperiment = checkExperimentText(text, { file: "experiment.yaml", registry });
  return checked.diagnostics.map(formatDiagnostic);
}

export function isShapeError(error: unknown): boolean {
  return error instanceof RetrogradError && error.code === "E_SHAPE";
}
