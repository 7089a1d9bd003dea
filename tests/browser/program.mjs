// What the packages must do in a browser, in a page and in a worker alike.
import { createPortableEngine } from "@retrograd/core";
import { builtinData } from "@retrograd/data";
import { checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";
import { digitsRun, wideRun } from "../portable/digits-run.mjs";
import { operationsRun } from "../portable/operations-run.mjs";

const registry = createRegistry(builtins, builtinData, builtinTraining);

const yaml = `version: 1
data: { dataset: digits, scale: unit }
model: { input: [64], layers: [{ Affine: 10 }, SoftmaxWithLoss] }
train: { optimizer: { SGD: { lr: 0.1 } }, batch: 100, epochs: 1 }
`;

/** Threads of a worker in an isolated page whose policy allows workers from blobs. */
const browserThreads = {
  count: 2,
  start(source, data) {
    const program = `onmessage = ({ data }) => (${source})(data);`;
    const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
    new Worker(url).postMessage(data);
  },
};

/** Trains, checks a correct experiment and a wrong one, and checks gradients. */
export async function program({ threads = false } = {}) {
  return {
    isolated: globalThis.crossOriginIsolated,
    sharedMemory: "SharedArrayBuffer" in globalThis,
    runs: {
      f32: await digitsRun("f32"),
      f64: await digitsRun("f64"),
      wide: await wideRun(threads ? browserThreads : undefined),
      operations: await operationsRun(threads ? browserThreads : undefined),
    },
    right: diagnosticsOf(yaml),
    wrong: diagnosticsOf(yaml.replace("Affine: 10", "Affin: 10")),
    verdict: gradients(),
  };
}

function diagnosticsOf(text) {
  const { diagnostics } = checkExperimentText(text, { file: "experiment.yaml", registry });
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, text));
}

function gradients() {
  const layers = [{ Affine: 4 }, "Sigmoid", { Affine: 3 }, "Relu", "SoftmaxWithLoss"];
  const options = { dtype: "f64", engine: createPortableEngine() };
  return checkNetwork(buildNetwork(registry, { input: [5], layers }, options)).verdict;
}
