import { deflateRawSync } from "node:zlib";
import { bytesOf, changed, flips, joined, truncations } from "./mutations.mjs";
import { digestOf } from "./outcome.mjs";
import { zip } from "./zip.mjs";

const kinds = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
};

function npyFile(text, elements, version = 1) {
  const padded = bytesOf(`${text}\n`);
  return joined(
    [0x93, ...bytesOf("NUMPY"), version, 0, padded.length & 255, padded.length >> 8],
    padded,
    elements,
  );
}
const header = (descr, shape, order = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
const memory = (array) => new Uint8Array(array.buffer);
const x = npyFile(header("<f4", "(3, 2)"), memory(Float32Array.of(1, -2, 3.5, 4, 0, 6)));
const t = npyFile(header("|u1", "(3,)"), [0, 2, 1]);

/** An NPY file as Python would read it, or nothing where it is none of finite numbers. */
function parsed(bytes) {
  const [start, length] = [bytes.subarray(0, 8), bytes[8] + 256 * bytes[9]];
  if (Buffer.compare(start, joined([0x93], bytesOf("NUMPY"), [1, 0])) !== 0 || bytes.length <= 10 + length)
    return undefined;
  let header;
  try {
    const text = Buffer.from(bytes.subarray(10, 10 + length)).toString("latin1");
    const json = text
      .replaceAll("'", '"')
      .replace("True", "true")
      .replace("False", "false")
      .replace("(", "[")
      .replace(")", "]");
    header = JSON.parse(json.replaceAll(/,\s*([\]}])/g, "$1"));
  } catch {
    return undefined;
  }
  const { descr, fortran_order: fortran, shape, ...more } = header;
  const [, end, code] = /^([<>|])(..)$/.exec(descr) ?? [];
  const kind = kinds[code];
  if (
    !kind ||
    Object.keys(more).length > 0 ||
    typeof fortran !== "boolean" ||
    !Array.isArray(shape) ||
    shape.length === 0
  )
    return undefined;
  const data = bytes.slice(10 + length);
  const count = shape.reduce((size, axis) => size * axis, 1);
  if (!(count > 0) || data.length !== count * kind.BYTES_PER_ELEMENT) return undefined;
  const size = kind.BYTES_PER_ELEMENT;
  if (end === ">") for (let at = 0; at < data.length; at += size) data.subarray(at, at + size).reverse();
  const flat = Array.from(new kind(data.buffer), Number);
  if (!flat.every(Number.isFinite) || (code === "b1" && !flat.every((value) => value < 2))) return undefined;
  const values = fortran ? flat.map((_, at) => flat[fortranPlace(at, shape)]) : flat;
  return { shape, values, whole: code[0] !== "f" };
}

/** Where the element at a row-major place stands when the first axis runs fastest. */
function fortranPlace(place, shape) {
  let [left, found] = [place, 0];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const stride = shape.slice(0, axis).reduce((size, one) => size * one, 1);
    found += (left % shape[axis]) * stride;
    left = Math.floor(left / shape[axis]);
  }
  return found;
}

function reading(xFile, tFile) {
  const [inputs, targets] = [parsed(xFile), parsed(tFile)];
  if (!inputs || !targets || inputs.shape[0] !== targets.shape[0] || targets.shape.length > 2)
    return undefined;
  const size = inputs.shape.slice(1).reduce((product, axis) => product * axis, 1);
  const classes = targets.whole && targets.shape.length === 1;
  const width = targets.shape[1] ?? 1;
  if (classes && !targets.values.every((label) => label >= 0 && label < 65536)) return undefined;
  return digestOf({
    targets: classes ? "classes" : "values",
    targetNames: Array.from(
      { length: classes ? Math.max(...targets.values) + 1 : width },
      (_, name) => `${name}`,
    ),
    samples: {
      all: {
        x: { shape: [size], values: inputs.values },
        t: { shape: classes ? [] : [width], values: targets.values },
      },
    },
  });
}

const npy = (name, xFile, tFile, expected) => ({
  name,
  entry: { npy: { x: "x", t: "t" } },
  files: { x: xFile, t: tFile },
  expected,
});
const npz = (name, file, expected) => ({
  name,
  entry: { npz: { path: "d", x: "x", t: "t" } },
  files: { d: file },
  expected,
});

/** NPY files that are not what they say. */
export function npyCases(random) {
  const data = x.subarray(x.length - 24);
  const shapes = [
    "(3, 2)",
    "(2, 3)",
    "(6,)",
    "(3,2,1)",
    "()",
    "(3, -2)",
    "(3.0, 2)",
    "(65536, 65536)",
    "(4294967296, 4294967296)",
    "(0,)",
    "(1e3,)",
    "(3, 2",
    "[3, 2]",
    "(None,)",
    "(9007199254740993,)",
  ];
  const descrs = [
    "<f4",
    ">f4",
    "=f4",
    "|f4",
    "<f8",
    "<f2",
    "<i4",
    ">i4",
    "<u4",
    "<i8",
    "|b1",
    "|u1",
    "|i1",
    "|O",
    "<U4",
    "|S4",
    "<c8",
    "<M8[D]",
    "<V4",
    "f4",
    "<f44",
    "__proto__",
    "",
  ];
  const crafted = [
    ...shapes.flatMap((shape) => ["True", "False"].map((order) => header("<f4", shape, order))),
    ...descrs.flatMap((descr) => ["True", "False"].map((order) => header(descr, "(3, 2)", order))),
    header("<f4", "(3, 2)", "0"),
    "{}",
    "[]",
    "{".repeat(200),
    "__import__('os').system('x')",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 2), }",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }",
    "{'fortran_order': False, 'shape': (3, 2), }",
    " ".repeat(9000) + header("<f4", "(3, 2)"),
    " ".repeat(20_000) + header("<f4", "(3, 2)"),
  ].map((text) => ({ name: `the header ${text.slice(0, 80)}`, bytes: npyFile(text, data) }));
  const numbers = [Number.NaN, Infinity, -Infinity].map((value) => ({
    name: `${value} in it`,
    bytes: npyFile(header("<f4", "(3, 2)"), memory(Float32Array.of(1, 2, 3, value, 5, 6))),
  }));
  const versions = [0, 2, 3, 4, 255].map((version) => ({
    name: `version ${version}`,
    bytes: npyFile(header("<f4", "(3, 2)"), data, version),
  }));
  return [
    npy("whole", x, t, { exactly: reading(x, t) }),
    ...[...crafted, ...numbers, ...flips(x, random)].map(({ name, bytes }) =>
      npy(`x with ${name}`, bytes, t, { oracle: reading(bytes, t) }),
    ),
    ...flips(t, random).map(({ name, bytes }) =>
      npy(`t with ${name}`, x, bytes, { oracle: reading(x, bytes) }),
    ),
    // the longer lengths of versions 2 and 3 read other bytes as the header
    ...[...versions, ...truncations(x), { name: "a byte more", bytes: joined(x, [0]) }].map(
      ({ name, bytes }) => npy(`x with ${name}`, bytes, t, "refused"),
    ),
    npy("targets of another count", x, npyFile(header("|u1", "(2,)"), [0, 1]), "refused"),
    npy("a label below 0", x, npyFile(header("|i1", "(3,)"), [0, 255, 1]), "refused"),
  ];
}

const right = reading(x, t);
const stored = zip({ "x.npy": x, "t.npy": t }, true);
const deflated = zip({ "x.npy": x, "t.npy": t });

/** An entry of 64 MB of zeros that claims to be something else. */
function bomb(claimed) {
  const file = zip({ "x.npy": new Uint8Array(2 ** 26), "t.npy": t });
  const view = new DataView(file.buffer);
  const directory = view.getUint32(file.length - 6, true);
  view.setUint32(22, claimed, true);
  view.setUint32(directory + 24, claimed, true);
  return file;
}

/** Zip archives that are damaged, or lie. */
export function npzCases(random) {
  const directory = new DataView(deflated.buffer).getUint32(deflated.length - 6, true);
  const second = directory + 46 + 5;
  const real = new DataView(deflated.buffer).getUint32(second + 42, true);
  const lying = [
    ["a bomb", bomb(2 ** 26)],
    ["a bomb that claims little", bomb(100)],
    ["a bomb that claims 4 GB", bomb(2 ** 32 - 2)],
    ["a bomb that claims what the array needs", bomb(x.length)],
    ["entries that overlap", changed(deflated, second + 42, 0, 0, 0, 0)],
    ["an entry beyond the end", changed(deflated, second + 42, 255, 255, 255, 0)],
    ["an entry that is encrypted", changed(deflated, directory + 8, 1)],
    ["another compression", changed(deflated, directory + 10, 9)],
    ["one entry twice", changed(deflated, second + 46, 120)],
    ["65,535 entries", changed(deflated, deflated.length - 14, 255, 255, 255, 255)],
    ["no entries", changed(deflated, deflated.length - 14, 0, 0, 0, 0)],
    ["a directory of another length", changed(deflated, deflated.length - 10, 1)],
    ["no array of that name", zip({ "y.npy": x, "t.npy": t })],
    ["no arrays", zip({ "x.txt": x, "t.txt": t })],
    ["an array that is none", zip({ "x.npy": bytesOf("1 2 3"), "t.npy": t })],
    ["raw deflate data", deflateRawSync(x)],
  ].map(([name, bytes]) => npz(name, bytes, "refused"));
  if (real === 0) throw new Error("the second entry must not begin the archive");
  return [
    npz("whole, stored", stored, { exactly: right }),
    npz("whole, deflated", deflated, { exactly: right }),
    ...lying,
    npz("bytes before it", joined([1, 2, 3], deflated), { same: right }),
    npz("bytes after it", joined(deflated, [1, 2, 3]), { same: right }),
    ...flips(stored, random).map(({ name, bytes }) => npz(`stored, ${name}`, bytes, { same: right })),
    ...flips(deflated, random).map(({ name, bytes }) => npz(`deflated, ${name}`, bytes, { same: right })),
    ...truncations(deflated, 150).map(({ name, bytes }) => npz(name, bytes, "refused")),
  ];
}
