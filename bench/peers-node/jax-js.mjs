// Whole training steps in jax-js on WebAssembly: one jitted function of loss, gradients and update.
// argv: one JSON object { "widths": [784, 50, 10], "batch": 100, "samples": 60000, "lr": 0.01 }
import { readFileSync } from "node:fs";
import { firstWeights, minibatches } from "./batches.mjs";
import { serve, tell } from "./protocol.mjs";

const task = JSON.parse(process.argv[2]);
const { widths, batch, lr } = task;

async function load() {
  const jax = await import("@jax-js/jax");
  const devices = await jax.init("wasm");
  if (!devices.includes("wasm")) throw new Error("its WebAssembly device does not start");
  jax.defaultDevice("wasm");
  return jax;
}

const jax = await load().catch((error) => {
  tell({ skip: `on Node ${process.versions.node}: ${error.message.split("\n")[0]}` });
  process.exit(0);
});
const { numpy: np, nn, tree } = jax;

const next = minibatches(task);
let params = widths.slice(1).map((units, i) => ({
  W: np.array(firstWeights(widths[i], units)).reshape([widths[i], units]),
  b: np.zeros([units]),
}));

function lossOf(layers, x, t) {
  let y = x;
  for (const [i, { W, b }] of layers.entries()) {
    y = np.matmul(y, W).add(b);
    if (i < layers.length - 1) y = nn.relu(y);
  }
  return nn
    .logSoftmax(y)
    .mul(t)
    .sum()
    .mul(-1 / batch);
}

const descend = jax.jit((layers, x, t) => {
  const [loss, grads] = jax.valueAndGrad(lossOf)(tree.ref(layers), x, t);
  return [loss, tree.map((w, g) => w.sub(g.mul(lr)), layers, grads)];
});

async function step() {
  const { x, t } = next();
  const targets = new Float32Array(batch * widths.at(-1));
  for (let i = 0; i < batch; i++) targets[i * widths.at(-1) + t[i]] = 1;
  const inputs = np.array(x).reshape([batch, widths[0]]);
  const [loss, updated] = descend(params, inputs, np.array(targets).reshape([batch, widths.at(-1)]));
  params = updated;
  return (await loss.data())[0];
}

await step();
const manifest = new URL("node_modules/@jax-js/jax/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
await serve(`jax-js ${version}, wasm, Node ${process.versions.node}`, step, () =>
  jax.blockUntilReady(tree.ref(params)),
);
