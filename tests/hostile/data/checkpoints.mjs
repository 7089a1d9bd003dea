import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { philoxStreams } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import { builtins } from "@retrograd/layers";
import { buildNetwork, createRegistry, initParams } from "@retrograd/network";
import {
  encodeCheckpoint,
  encodeSafetensors,
  initTraining,
  momentum,
  nothingMeasured,
  restoreCheckpoint,
} from "@retrograd/trainer";
import { checkpointStore, nodeFiles } from "@retrograd/trainer/node";
import { bytesOf, flips, joined, truncations } from "./mutations.mjs";
import { refusalOf } from "./outcome.mjs";

const layers = [{ Affine: 2 }, "SoftmaxWithLoss"];
const network = buildNetwork(createRegistry(builtins), { input: [3], layers }, { dtype: "f32" });
const optimizer = momentum.create({ lr: 0.1, momentum: 0.9 });
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
  experiment: { seed: 0 },
};
const from = { ...initTraining(params, optimizer, undefined), step: 3 };
const whole = encodeCheckpoint({ ...parts(), params }, from, progress);
const name = "step-00000003";

/** What a checkpoint restores, as a text. */
function digestOf({ params: restored, from: { optimizer: slots, ...state }, progress: told }) {
  const arrays = (record) => Object.entries(record).map(([key, { shape, data }]) => [key, shape, [...data]]);
  return JSON.stringify([
    Object.entries(restored).map(([id, own]) => [id, arrays(own)]),
    arrays(slots),
    state,
    told,
  ]);
}
const restored = (files) => digestOf(restoreCheckpoint(parts(), files, "run"));
const right = restored(whole);

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The folder of a checkpoint on a disk, its manifest changed by `change` and sealed again, as one who wants to deceive would. */
function sealed(files, change = (manifest) => manifest) {
  const described = [...files].map(([file, bytes]) => [file, { bytes: bytes.length, sha256: sha256(bytes) }]);
  const { sha256: _own, ...manifest } = change({
    schema: 1,
    checkpoint: name,
    files: Object.fromEntries(described),
  });
  const seal = { ...manifest, sha256: sha256(JSON.stringify(manifest)) };
  return new Map([...files, ["manifest.json", bytesOf(`${JSON.stringify(seal, null, 2)}\n`)]]);
}

/** Loads a checkpoint from a disk as `train --resume` does. */
export async function outcomeOfCheckpoint({ checkpoint, prepare }) {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-hostile-"));
  try {
    mkdirSync(join(folder, name));
    for (const [file, bytes] of checkpoint) writeFileSync(join(folder, name, file), bytes);
    prepare?.(join(folder, name));
    const store = checkpointStore(folder, { files: nodeFiles, reached: () => {} });
    return { digest: restored(await store.load(name)) };
  } catch (error) {
    return refusalOf(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const folderCase = (what, checkpoint, expected, prepare) => ({ name: what, checkpoint, expected, prepare });
const replaced = (file, bytes) => sealed(new Map([...whole, [file, bytes]]));

function withHeader(header, length = 32) {
  const text = bytesOf(typeof header === "string" ? header : JSON.stringify(header));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined(size, text, new Uint8Array(length));
}

/** Model files of the right seal that lie. W: [3, 2], b: [2] */
function lyingModels() {
  const W = { dtype: "F32", shape: [3, 2], data_offsets: [0, 24] };
  const b = { dtype: "F32", shape: [2], data_offsets: [24, 32] };
  const both = (other, which = "Affine1.W") => ({ "Affine1.W": W, "Affine1.b": b, [which]: other });
  const headers = [
    ["a hole between arrays", both({ ...b, data_offsets: [28, 36] }, "Affine1.b")],
    ["arrays that overlap", both({ ...b, data_offsets: [20, 28] }, "Affine1.b")],
    ["an array beyond the end", both({ ...b, data_offsets: [24, 1e15] }, "Affine1.b")],
    ["offsets the other way round", both({ ...W, data_offsets: [24, 0] })],
    ["an offset below 0", both({ ...W, data_offsets: [-24, 0] })],
    ["a fraction of an offset", both({ ...W, data_offsets: [0, 23.5] })],
    ["one offset", both({ ...W, data_offsets: [24] })],
    ["an axis below 0", both({ ...W, shape: [-3, -2] })],
    ["an axis of 2^53", both({ ...W, shape: [2 ** 53, 2] })],
    ["axes whose product wraps", both({ ...W, shape: [2 ** 32, 2 ** 32] })],
    ["another shape of the same size", both({ ...W, shape: [2, 3] })],
    ["no shape", both({ dtype: "F32", data_offsets: [0, 24] })],
    ["another type", both({ ...W, dtype: "BF16" })],
    ["float64 in the place of float32", both({ ...W, dtype: "F64", shape: [3, 1] })],
    ["a key more", both({ ...W, more: 1 })],
    ["an array that is none", both(null)],
    ["an array more", { ...both(W), "Affine2.W": { dtype: "F32", shape: [0], data_offsets: [32, 32] } }],
    ["an array less", { "Affine1.W": W }],
    ["no arrays", {}],
    ["a list", []],
    ["metadata that are no text", { ...both(W), __metadata__: { a: 1 } }],
    [
      "an array twice",
      `{"Affine1.W":${JSON.stringify(W)},"Affine1.b":${JSON.stringify(b)},"Affine1.W":${JSON.stringify(W)}}`,
    ],
    ["the name of a prototype", `{"__proto__":${JSON.stringify(W)},"Affine1.b":${JSON.stringify(b)}}`],
    ["lists within lists", "[".repeat(50_000) + "]".repeat(50_000)],
    ["a header that does not end", '{"Affine1.W":'],
    [
      "100,000 arrays",
      Object.fromEntries(
        Array.from({ length: 1e5 }, (_, i) => [`a${i}`, { ...W, shape: [0], data_offsets: [0, 0] }]),
      ),
    ],
  ].map(([what, header]) => [what, withHeader(header)]);
  const model = whole.get("model.safetensors");
  const lengths = [0n, 1n, 7n, 10_000n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n].map((length) => {
    const bytes = Uint8Array.from(model);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return [`a header of ${length} bytes`, bytes];
  });
  return [...headers, ...lengths, ["a byte more", joined(model, [0])], ["nothing", new Uint8Array(0)]];
}

/** State files of the right seal that are not what this version writes. */
function lyingStates() {
  const state = JSON.parse(new TextDecoder().decode(whole.get("state.json")));
  const values = [null, -1, 1.5, "3", [], {}];
  const wrong = ["schema", "step", "toEvaluate", "schedule", "stop", "rows", "metrics"].flatMap((key) =>
    values
      .map((value) => [key, value])
      .filter(([, value]) => JSON.stringify(value) !== JSON.stringify(state[key])),
  );
  // an empty object is no wrong schedule, and a key of nothing is none
  const told = wrong.filter(([key, value]) => !(key === "schedule" && JSON.stringify(value) === "{}"));
  return [
    ...told.map(([key, value]) => [
      `${key}: ${JSON.stringify(value)}`,
      JSON.stringify({ ...state, [key]: value }),
    ]),
    ...Object.keys(state)
      .filter((key) => key !== "experiment")
      .map((key) => [`no ${key}`, JSON.stringify({ ...state, [key]: undefined })]),
    ["a key more", JSON.stringify({ ...state, more: 1 })],
    ["a key of a prototype", JSON.stringify(state).replace("{", '{"__proto__":{"step":9},')],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["lists within lists", "[".repeat(1e5)],
    ["nothing", ""],
  ];
}

/** Folders of checkpoints that are damaged, or made to deceive. */
export function cases(random) {
  const folder = sealed(whole);
  const damaged = [...folder].flatMap(([file, bytes]) =>
    [...flips(bytes, random, { count: 50 }), ...truncations(bytes, 20)].map((one) =>
      folderCase(`${file}, ${one.name}`, new Map([...folder, [file, one.bytes]]), "refused"),
    ),
  );
  const paths = [
    "../../etc/passwd",
    "/etc/passwd",
    "~/x",
    "file:///etc/passwd",
    "a/b",
    "..",
    "",
    "A",
    "a\0b",
    "manifest.json/..",
    "__proto__",
  ];
  const manifests = [
    ...paths.map((path) => [
      `a file called ${JSON.stringify(path)}`,
      (manifest) => ({
        ...manifest,
        files: { ...manifest.files, [path]: { bytes: 1, sha256: sha256("x") } },
      }),
    ]),
    [
      "a file that is not there",
      (manifest) => ({ ...manifest, files: { ...manifest.files, more: { bytes: 1, sha256: sha256("x") } } }),
    ],
    [
      "a file of 2^53 bytes",
      (manifest) => ({
        ...manifest,
        files: { ...manifest.files, "state.json": { bytes: 2 ** 53, sha256: sha256("x") } },
      }),
    ],
    ["another checkpoint", (manifest) => ({ ...manifest, checkpoint: "step-00000004" })],
    ["another schema", (manifest) => ({ ...manifest, schema: 2 })],
    ["no files", (manifest) => ({ ...manifest, files: {} })],
  ].map(([what, change]) => folderCase(`a manifest with ${what}`, sealed(whole, change), "refused"));
  const swapped = (file) => (place) => {
    rmSync(join(place, file));
    symlinkSync("/etc/hostname", join(place, file));
  };
  return [
    folderCase("whole", folder, { exactly: right }),
    ...damaged,
    ...manifests,
    ...lyingModels().map(([what, bytes]) =>
      folderCase(`a model with ${what}`, replaced("model.safetensors", bytes), "refused"),
    ),
    ...lyingModels()
      .slice(0, 20)
      .map(([what, bytes]) =>
        folderCase(`an optimizer with ${what}`, replaced("optimizer.safetensors", bytes), "refused"),
      ),
    ...lyingStates().map(([what, text]) =>
      folderCase(`a state with ${what}`, replaced("state.json", bytesOf(text)), "refused"),
    ),
    folderCase(
      "the optimizer in the place of the model",
      replaced("model.safetensors", whole.get("optimizer.safetensors")),
      "refused",
    ),
    folderCase("a model of another network", replaced("model.safetensors", encodeSafetensors([])), "refused"),
    folderCase(
      "a manifest of a megabyte",
      new Map([...folder, ["manifest.json", new Uint8Array(2 ** 20).fill(32)]]),
      "refused",
    ),
    folderCase(
      "a model of 64 MB",
      new Map([...folder, ["model.safetensors", new Uint8Array(2 ** 26)]]),
      "refused",
    ),
    ...[...folder.keys()].map((file) => folderCase(`a link for ${file}`, folder, "refused", swapped(file))),
  ];
}
