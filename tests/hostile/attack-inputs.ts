/** A file that somebody might attack a reader of YAML with; `ok` where nothing is wrong with it. */
export interface Attack {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly ok?: true;
}

const model = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";
const layer = (entry: string) => `model:\n  input: [4]\n  layers:\n    - ${entry}\n    - SoftmaxWithLoss\n`;
const lr = (value: string) => `${model}train: { epochs: 1, optimizer: { SGD: { lr: ${value} } } }\n`;
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return bytes;
}

/** Each level of aliases ten times as long as the one before it. */
const bomb = `a0: &a0 [x]\n${lines(9, (i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]\n`)}`;

const texts: Readonly<Record<string, string | Uint8Array>> = {
  "nested flow lists": "[".repeat(200_000),
  "nested flow lists that end": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  "nested flow mappings": "{a: ".repeat(60_000),
  "nested block lists": "- ".repeat(100_000),
  "nested explicit keys": "? ".repeat(100_000),
  "nested block mappings": lines(700, (i) => `${" ".repeat(i)}a:\n`),
  "nested flow lists in a value": `${model}requires: ${"[".repeat(1000)}`,
  "an alias bomb": bomb,
  "an alias of itself": `${model}requires: &a [*a]\n`,
  "aliases in a circle": `${model}requires: &a { x: &b [*a], y: *b }\n`,
  "an alias bomb in the layers": `x: &x [${"Relu, ".repeat(900)}]\ny: &y [${"*x, ".repeat(90)}]\n${model}z: [${"*y, ".repeat(9)}]\n`,
  "40,000 keys": lines(40_000, (i) => `k${i}:\n`).slice(0, 262_000),
  "20,000 anchors": `${model}requires: [${lines(20_000, (i) => `&a${i} x,`)}]\n`.slice(0, 262_000),
  "one key 40,000 times": "a:\n".repeat(40_000),
  "a key of a prototype": `${model}__proto__: { polluted: 1 }\n`,
  "a key of every object": `${model}constructor: { prototype: { polluted: 1 } }\ntoString: 1\nhasOwnProperty: 1\n`,
  "a prototype within a layer": layer("Affine: { units: 3, __proto__: { polluted: 1 } }"),
  "layers called as members of objects": layer(
    "__proto__\n    - constructor: 1\n    - toString\n    - valueOf",
  ),
  "an id of a prototype": layer("{ Affine: 3, id: __proto__ }"),
  "unknown tags": `${model}name: !code x\nseed: !!js/function "function () {}"\n`,
  "a binary": `${model}name: !!binary AAAA\n`,
  "a tag directive": `%TAG !e! tag:example.com,2000:\n---\n${model}`,
  "merge keys": `x: &x { seed: 1 }\n${model}<<: *x\n`,
  "a learning rate of .nan": lr(".nan"),
  "a learning rate of .inf": lr("-.inf"),
  "a learning rate of -1": lr("-1"),
  "a learning rate of 1e400": lr("1e400"),
  "a learning rate of text": lr('"0.1"'),
  "no units": layer("Affine: 0"),
  "units below nothing": layer("Affine: -1"),
  "half a unit": layer("Affine: 1.5"),
  "a billion units": layer("Affine: 1e9"),
  "2^53 units": layer("Affine: 9007199254740993"),
  tabs: "model:\n\tinput: [4]\n",
  "UTF-16, little end first": utf16(`\ufeff${model}`, true),
  "UTF-16, big end first": utf16(`\ufeff${model}`, false),
  "UTF-16 without a mark": utf16(model, true),
  "a NUL": `${model}name: a\0b\n`,
  "bytes that are not UTF-8": Uint8Array.from({ length: 5000 }, (_, i) => (i * 37) % 256),
  "escapes for the terminal": `${model}"\\e[2J\\u202e": 1\n`,
  "two documents": `${model}---\n${model}`,
  "100,000 documents": "--- a\n".repeat(40_000),
  nothing: "",
  "a comment alone": `# ${"x".repeat(262_000)}\n`,
  "100 MB": new Uint8Array(100 * 2 ** 20).fill(97),
  "a long line of mistakes": `model: { input: [4], layers: [${"Rellu, ".repeat(37_000)}SoftmaxWithLoss] }\n`,
  "60,000 lines of mistakes": `model:\n  input: [4]\n  layers:\n${"  - Rellu\n".repeat(26_000)}`,
  "a long key": `${model}${"k".repeat(262_000)}: 1\n`,
  "long names near to one another": layer(`${"Affin".repeat(40_000)}: 3`),
  "a block text": `${model}name: |\n${"  x\n".repeat(60_000)}`,
  "escapes in quotes": `${model}name: "${"\\u0041".repeat(40_000)}\n`,
  commas: `${model}requires: [${",".repeat(250_000)}]\n`,
  colons: `${model}x: ${": ".repeat(120_000)}\n`,
  "question marks": "?\n".repeat(120_000),
  "many open quotes": `${model}${"'\n".repeat(100_000)}`,
  "repeats within repeats": layer(
    `${"{ repeat: { times: 1000, layers: [".repeat(25)}Relu${"] } }".repeat(25)}`,
  ),
  "repeats of nothing": `model:\n  input: [4]\n  layers:\n${"    - repeat: { times: 1000, layers: [] }\n".repeat(6000)}`,
  "a path that leads out": `extends: ../../../../../../etc/passwd\n${model}`,
  "a base that is a URL": `extends: "data:text/plain,seed: 1"\n${model}`,
  "a base that is not there": `extends: none.yaml\n${model}`,
};

/** Every attack, and texts that only look like one. */
export const attacks: readonly Attack[] = [
  ...Object.entries(texts).map(([name, content]) => ({ name, content })),
  { name: "a byte order mark", content: `\ufeff${model}`, ok: true },
  { name: "line ends of Windows", content: model.replaceAll("\n", "\r\n"), ok: true },
  {
    name: "3,000 layers",
    content: `model:\n  input: [4]\n  layers:\n${"  - Relu\n".repeat(3000)}  - SoftmaxWithLoss\n`,
    ok: true,
  },
];
