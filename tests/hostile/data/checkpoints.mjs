import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { philoxStreams } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import {
  decodeCheckpoint,
  encodeCheckpoint,
  encodeSafetensors,
  nothingMeasured,
  restoreCheckpoint,
} from "@retrograd/runs";
import { checkpointStore, nodeFiles } from "@retrograd/runs/node";
import { builtinTraining, initTraining, makeOptimizer } from "@retrograd/trainer";
import { bytesOf, flips, joined, truncations } from "./mutations.mjs";
import { refusalOf } from "./outcome.mjs";

const layers = [{ Affine: 2 }, "SoftmaxWithLoss"];
const registry = createRegistry(builtins, builtinTraining);
const network = buildNetwork(registry, { input: [3], layers }, { dtype: "f32" });
const optimizer = makeOptimizer(registry, { Momentum: { lr: 0.1, momentum: 0.9 } });
const parts = () => {
  const streams = philoxStreams(0);
  return {
    network,
    optimizer,
    streams,
    order: batchOrder({ sampling: "shuffle", samples: 8, batch: 4, streams }),
  };
};
const params = initParams(network, philoxStreams(0));
const progress = {
  rows: { bytes: 0, sha256: "" },
  metrics: nothingMeasured,
  experiment: "seed 0",
};
const from = { ...initTraining({ ...parts(), params }), step: 3 };
const whole = encodeCheckpoint({ ...parts(), params }, from, progress);
const name = "step-00000003";

/** What a checkpoint restores, as a text. */
function digestOf({ params: restored, from: { optimizer: slots, ...state }, progress: restoredProgress }) {
  const arrays = (record) => Object.entries(record).map(([key, { shape, data }]) => [key, shape, [...data]]);
  return JSON.stringify([
    Object.entries(restored).map(([id, tensors]) => [id, arrays(tensors)]),
    arrays(slots),
    state,
    restoredProgress,
  ]);
}
const restored = (bytes) => digestOf(restoreCheckpoint(parts(), decodeCheckpoint(bytes, "run")));
const right = restored(whole);

/** A file with the seal of its bytes, as a forger would make it. */
function sealed(bytes) {
  const zeros = Buffer.from(bytes);
  const place = zeros.indexOf('{"__metadata__":{"sha256":"') + 27;
  if (place < 27 || zeros.length < place + 64) return bytes;
  zeros.fill("0", place, place + 64);
  zeros.write(createHash("sha256").update(zeros).digest("hex"), place, "latin1");
  return zeros;
}

/** Loads a checkpoint from a disk as `train --resume` does. */
export async function outcomeOfCheckpoint({ checkpoint, prepare }) {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-hostile-"));
  try {
    const file = join(folder, `${name}.safetensors`);
    writeFileSync(file, checkpoint);
    prepare?.(file);
    const store = checkpointStore(folder, { files: nodeFiles, reached: () => {} });
    return { digest: restored(await store.load(name)) };
  } catch (error) {
    return refusalOf(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const oneCase = (what, checkpoint, expected, prepare) => ({ name: what, checkpoint, expected, prepare });

const headerEnd = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
const header = JSON.parse(new TextDecoder().decode(whole.subarray(8, headerEnd)));
const { __metadata__: texts, ...tensors } = header;
const numbers = whole.subarray(headerEnd);

/** A file of the right seal with this header, and the numbers of the whole one. */
function withHeader(changedHeader, content = numbers) {
  const text = bytesOf(typeof changedHeader === "string" ? changedHeader : JSON.stringify(changedHeader));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
  return sealed(joined(size, text, content));
}

/** Files of the right seal that lie of two of their tensors, called `first` and `second`. */
function lyingTensors(first, second) {
  const [W, b] = [tensors[first], tensors[second]];
  const [begin, middle] = W.data_offsets;
  const end = b.data_offsets[1];
  const changed = (name, change) => ({ ...header, [name]: { ...tensors[name], ...change } });
  const listed = JSON.stringify(header);
  const headers = [
    ["a hole between arrays", changed(second, { data_offsets: [middle + 4, end + 4] })],
    ["arrays that overlap", changed(second, { data_offsets: [middle - 4, end - 4] })],
    ["an array beyond the end", changed(second, { data_offsets: [middle, 1e15] })],
    ["offsets the other way round", changed(first, { data_offsets: [middle, begin] })],
    ["an offset below 0", changed(first, { data_offsets: [-24, 0] })],
    ["a fraction of an offset", changed(first, { data_offsets: [begin, middle - 0.5] })],
    ["one offset", changed(first, { data_offsets: [middle] })],
    ["an axis below 0", changed(first, { shape: [-3, -2] })],
    ["an axis of 2^53", changed(first, { shape: [2 ** 53, 2] })],
    ["axes whose product wraps", changed(first, { shape: [2 ** 32, 2 ** 32] })],
    ["another shape of the same size", changed(first, { shape: [2, 3] })],
    ["no shape", changed(first, { shape: undefined })],
    ["another type", changed(first, { dtype: "BF16" })],
    ["float64 in the place of float32", changed(first, { dtype: "F64", shape: [3, 1] })],
    ["a key more", changed(first, { more: 1 })],
    ["an array that is null", { ...header, [first]: null }],
    [
      "an array more",
      {
        ...header,
        [`${first}2`]: { dtype: "F32", shape: [0], data_offsets: [numbers.length, numbers.length] },
      },
    ],
    ["an array less", { ...header, [first]: undefined }],
    ["one array in the place of the other", { ...header, [first]: b, [second]: W }],
    ["an array twice", `${listed.slice(0, -1)},"${first}":${JSON.stringify(W)}}`],
    ["the name of a prototype", listed.replace(`"${first}"`, '"__proto__"')],
  ];
  return headers.map(([what, changed]) => [`${what}: ${first}`, withHeader(changed)]);
}

/** Files that lie of their form, of the right seal where they have a place for one. */
function lyingForms() {
  const lengths = [0n, 1n, 7n, 10_000n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n].map((length) => {
    const bytes = Uint8Array.from(whole);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return [`a header of ${length} bytes`, sealed(bytes)];
  });
  const empty = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
  const many = Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`a${i}`, empty]));
  return [
    ...lengths,
    ["no arrays", withHeader({ __metadata__: texts })],
    ["no arrays and no bytes of them", withHeader({ __metadata__: texts }, new Uint8Array(0))],
    ["a list", withHeader([])],
    ["no metadata", withHeader(tensors)],
    ["metadata that are not text", withHeader({ __metadata__: { ...texts, a: 1 }, ...tensors })],
    ["metadata of a list", withHeader('{"__metadata__":{"sha256":[]}}')],
    ["lists within lists", withHeader("[".repeat(50_000) + "]".repeat(50_000))],
    ["a header that does not end", withHeader(JSON.stringify(header).slice(0, -9))],
    ["100,000 arrays", withHeader({ ...header, ...many })],
    ["a byte more", sealed(joined(whole, [0]))],
    ["a byte less", sealed(whole.subarray(0, -1))],
    ["no byte", new Uint8Array(0)],
    ["64 MB of zeros", new Uint8Array(2 ** 26)],
    ["64 MB more", sealed(joined(whole, new Uint8Array(2 ** 26)))],
    ["the numbers of a model alone", encodeSafetensors([])],
  ];
}

/** Files of the right seal whose state is not what this version writes. */
function lyingStates() {
  const state = JSON.parse(texts.state);
  const values = [null, -1, 1.5, "3", [], {}];
  const wrong = ["schema", "step", "toEvaluate", "schedule", "stop", "rows", "metrics"].flatMap((key) =>
    values
      .map((value) => [key, value])
      .filter(([, value]) => JSON.stringify(value) !== JSON.stringify(state[key])),
  );
  // an empty object is a valid schedule
  const refused = wrong.filter(([key, value]) => !(key === "schedule" && JSON.stringify(value) === "{}"));
  const states = [
    ...refused.map(([key, value]) => [
      `${key}: ${JSON.stringify(value)}`,
      JSON.stringify({ ...state, [key]: value }),
    ]),
    ...Object.keys(state).map((key) => [`no ${key}`, JSON.stringify({ ...state, [key]: undefined })]),
    ["a key more", JSON.stringify({ ...state, more: 1 })],
    ["a key of a prototype", JSON.stringify(state).replace("{", '{"__proto__":{"step":9},')],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["lists within lists", "[".repeat(1e5)],
    ["nothing", ""],
  ];
  const files = states.map(([what, text]) => [
    `a state with ${what}`,
    withHeader({ ...header, __metadata__: { ...texts, state: text } }),
  ]);
  const without = (key) => withHeader({ ...header, __metadata__: { ...texts, [key]: undefined } });
  return [...files, ["no state", without("state")], ["no experiment", without("experiment")]];
}

/** Checkpoints that are damaged, or made to deceive. */
export function cases(random) {
  const file = sealed(whole);
  const damaged = [...flips(file, random, { count: 200 }), ...truncations(file, 100)];
  const seals = ["A".repeat(64), "f".repeat(64), "0".repeat(64), `${" ".repeat(63)}0`].map((digits) => {
    const other = Buffer.from(file);
    other.write(digits, 8 + '{"__metadata__":{"sha256":"'.length, "latin1");
    return [`the seal ${digits}`, other];
  });
  const slots = Object.keys(tensors).filter((key) => key.includes("/"));
  const link = (place) => {
    rmSync(place);
    symlinkSync("/etc/hostname", place);
  };
  return [
    oneCase("whole", file, { exactly: right }),
    ...damaged.map((one) => oneCase(one.name, one.bytes, "refused")),
    ...[
      ...seals,
      ...lyingTensors("Affine1.W", "Affine1.b"),
      ...lyingTensors(...slots),
      ...lyingForms(),
      ...lyingStates(),
    ].map(([what, bytes]) => oneCase(what, bytes, "refused")),
    oneCase("a link", file, "refused", link),
    oneCase("a folder", file, "refused", (place) => {
      rmSync(place);
      mkdirSync(place);
    }),
  ];
}
