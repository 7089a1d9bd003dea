import { readdirSync, readFileSync } from "node:fs";

const examples = new URL("../../examples/", import.meta.url);
const rich = `version: 1
name: rich
seed: 7
dtype: float64
rng: philox
requires: []
data: { dataset: { csv: { path: a.csv, target: kind } }, scale: standardize, test: 0.25, limit: 100 }
model:
  input: [1, 8, 8]
  layers:
    - Affine: &wide { units: 50, init: { Normal: 0.02 } }
    - { Relu: , id: hidden }
    - repeat: { times: 2, layers: [{ Affine: *wide }, Sigmoid] }
    - Affine: 10
    - SoftmaxWithLoss
train:
  optimizer: { SGD: { lr: 0.05 } }
  batch: 32
  iterations: 100
  evaluate: { every: 60, splits: [test] }
  stop: { metric: test.accuracy, atLeast: 0.97 }
gradcheck: { batch: 2 }
`;
const scheduled = `requires: []
data: { dataset: digits, scale: unit }
model: { input: [64], layers: [{ Affine: { units: 10, init: Xavier } }, SoftmaxWithLoss] }
train:
  optimizer: { AdamW: { lr: 0.01, weightDecay: 0.1 } }
  schedule: { Warmup: { steps: 10, then: { ReduceOnPlateau: { metric: test.loss, patience: 2 } } } }
  clip: { norm: 1, value: 0.5 }
  epochs: 3
  checkpoint: { every: 20, keep: 3, best: test.accuracy }
gradcheck: { mode: fast }
`;

// what breaks readers of YAML, and what breaks programs that read numbers and names
const pieces = [
  ..."[]{}:,-?&*!|>'\"%@`#~\t\n\r\\ ",
  "\0",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ud800",
  "é",
  "𝄞",
  "- ",
  "  ",
  "\n---\n",
  "\n...\n",
  "? ",
  ": ",
  "<<: ",
  "&a ",
  "*a",
  "*wide",
  "!!str ",
  "!x ",
  "%YAML 1.1\n",
  "\n\t",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "true",
  "~",
  "[[[[[[[[",
  "{a: {a: {a: ",
  "]",
  "}",
  "''",
  '""',
  "|\n",
  ">-\n",
  "-1",
  "0",
  "1.5",
  "1e400",
  ".nan",
  "-.inf",
  "9007199254740993",
  "1e9",
  "0x10",
  "0o7",
  '"0.1"',
  "1_000",
  "2026-01-01",
  "Relu",
  "Affine",
  "SoftmaxWithLoss",
  "IdentityWithLoss",
  "Rellu",
  "repeat",
  "extends: a.yaml\n",
  "id: a",
  "units",
  "epochs: 1\n",
  "x".repeat(5000),
  "[".repeat(70),
  "- ".repeat(70),
  "a: ".repeat(70),
  "*a, ".repeat(120),
  "seed: 1\n".repeat(50),
  "- Relu\n".repeat(300),
];
const overrides = [
  "seed=",
  "train.batch=",
  "model.layers[0]=",
  "model.layers[1].repeat.times=",
  "train.optimizer={ SGD: ",
  "train.optimizer.SGD.lr=",
  "model.layers[0].Affine.units=",
  "model.layers[0].Affine.init.Normal.std=",
  "train.schedule.Warmup.then.ReduceOnPlateau.patience=",
  "train.schedule=",
  "x.y=",
  "__proto__.a=",
  "",
];

/** A function that gives another mutated experiment at each call: pieces put in, taken out, doubled, swapped and mixed, lines moved, and
 *  sometimes overrides. The same seed gives the same experiments. */
export function createMutator(seed) {
  const valid = [
    rich,
    scheduled,
    ...readdirSync(examples)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => readFileSync(new URL(name, examples), "utf8")),
  ];
  const random = createRandom(seed);
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const cut = (text) => {
    const start = below(text.length + 1);
    return [start, start + below(1 + Math.min(40, text.length - start))];
  };
  const onLines = (text, change) => {
    const lines = text.split("\n");
    change(lines, below(lines.length));
    return lines.join("\n");
  };
  const ways = [
    (text) => {
      const [start] = cut(text);
      return text.slice(0, start) + pick(pieces) + text.slice(start);
    },
    (text) => {
      const [start, end] = cut(text);
      return text.slice(0, start) + text.slice(end);
    },
    (text) => {
      const [start, end] = cut(text);
      return text.slice(0, end) + text.slice(start, end) + text.slice(end);
    },
    (text) => {
      const [start, end] = cut(text);
      return text.slice(0, start) + pick(pieces) + text.slice(end);
    },
    (text) => {
      const at = below(text.length + 1);
      return text.slice(0, at) + String.fromCharCode(below(0x180)) + text.slice(at + 1);
    },
    (text) => text.replace(/[\w.]+(?=\s*(#.*)?$)/gm, (word) => (below(20) === 0 ? pick(pieces) : word)),
    (text) => text.replace(/[a-zA-Z]+/g, (word) => (below(40) === 0 ? word.slice(1) + word[0] : word)),
    (text) => onLines(text, (lines, at) => lines.splice(at, 1)),
    (text) => onLines(text, (lines, at) => lines.splice(at, 0, pick(lines))),
    (text) =>
      onLines(text, (lines, at) => {
        lines[at] = (below(2) ? "  " : "") + lines[at].slice(below(3));
      }),
    (text) => {
      const other = pick(valid);
      const [, end] = cut(text);
      return text.slice(0, end) + other.slice(below(other.length));
    },
    (text) => text.slice(0, below(text.length + 1)),
  ];
  return () => {
    let text = pick(valid);
    for (let times = below(4) + (below(3) === 0 ? 0 : 1); times > 0; times--) text = pick(ways)(text);
    const set = below(5) === 0 ? [pick(overrides) + pick(pieces)] : [];
    return { text, set };
  };
}

/** A function that gives random numbers from 0 to 1. Source: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
