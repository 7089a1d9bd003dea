// Whole training steps in TensorFlow.js by its fused kernels and a backward pass by hand, its fastest way.
// argv: one JSON object { "backend": "wasm", "widths": [784, 50, 10], "batch": 100, "samples": 60000, "lr": 0.01 }
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { firstWeights, minibatches } from "./batches.mjs";
import { serve, tell } from "./protocol.mjs";

const task = JSON.parse(process.argv[2]);
const { backend, widths, batch, lr } = task;
const require = createRequire(import.meta.url);

async function load() {
  const tf = require("@tensorflow/tfjs-core");
  if (backend === "wasm") {
    const wasm = require("@tensorflow/tfjs-backend-wasm");
    const entry = require.resolve("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(`${dirname(entry)}/`);
  } else {
    require("@tensorflow/tfjs-backend-cpu");
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  await tf.ready();
  return tf;
}

const tf = await load().catch((error) => {
  tell({ skip: error.message.split("\n")[0] });
  process.exit(0);
});

const next = minibatches(task);
const weights = widths.slice(1).map((units, i) => {
  return tf.variable(tf.tensor2d(firstWeights(widths[i], units), [widths[i], units]));
});
const biases = widths.slice(1).map((units) => tf.variable(tf.zeros([units])));

function step() {
  const { x, t } = next();
  tf.tidy(() => {
    const inputs = [];
    let y = tf.tensor2d(x, [batch, widths[0]]);
    for (const [i, w] of weights.entries()) {
      inputs.push(y);
      const activation = i < weights.length - 1 ? "relu" : "linear";
      y = tf.fused.matMul({ a: y, b: w, bias: biases[i], activation });
    }
    const targets = tf.oneHot(tf.tensor1d(t, "int32"), widths.at(-1));
    const probabilities = tf.softmax(y);
    const loss = tf.neg(tf.sum(tf.mul(tf.log(probabilities), targets)));
    let dy = tf.mul(tf.sub(probabilities, targets), 1 / batch);
    const updates = [];
    for (let i = weights.length - 1; i >= 0; i--) {
      const dw = tf.matMul(inputs[i], dy, true, false);
      const db = tf.sum(dy, 0);
      if (i > 0) dy = tf.mul(tf.matMul(dy, weights[i], false, true), tf.step(inputs[i]));
      updates.push(
        [weights[i], tf.sub(weights[i], tf.mul(dw, lr))],
        [biases[i], tf.sub(biases[i], tf.mul(db, lr))],
      );
    }
    for (const [variable, value] of updates) variable.assign(value);
    return loss.dataSync()[0];
  });
}

step();
await serve(`tfjs ${tf.version_core}, ${backend}`, step, () => weights[0].data());
