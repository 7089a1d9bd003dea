import { cpSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Trap } from "./trap.js";

/** Something that was handed to the user, and the commands that the user runs on it. */
export interface HostileCase {
  readonly what: string;
  /** The file or folder that the commands name, absolute: what they may read. */
  readonly path: string;
  readonly commands: readonly (readonly string[])[];
  /** Whether every command must end with 2; else any ordinary end will do. */
  readonly refused: boolean;
}

/** Names that mean code somewhere: modules by path, package and address, properties of every object, and words for a shell. */
function codeNames({ work, root }: Trap): readonly string[] {
  return [
    "evil",
    "Evil",
    "@acme/evil",
    "node-path-evil",
    "./evil.mjs",
    "./evil.ts",
    "evil.cjs",
    "../work/plugin.js",
    join(work, "evil.mjs"),
    `file://${join(work, "evil.mjs")}`,
    `data:text/javascript,import{writeFileSync}from'node:fs';writeFileSync('${join(root, "touched")}','data')`,
    "node:child_process",
    "__proto__",
    "constructor",
    "require('./evil.cjs')",
    `$(touch ${join(root, "touched-by-shell")})`,
  ];
}

const experiment = {
  data: { dataset: "iris", scale: "standardize" } as unknown,
  model: {
    input: [4],
    layers: [{ Affine: { units: 3, init: "He" } }, "Relu", { Affine: 3 }, "SoftmaxWithLoss"] as unknown[],
  },
  train: { optimizer: { SGD: { lr: 0.1 } } as unknown, batch: 50, epochs: 1 },
};

/** Places of an experiment where a name stands. */
const places: Readonly<Record<string, (name: string) => unknown>> = {
  layer: (name) => ({
    ...experiment,
    model: { input: [4], layers: [name, { Affine: 3 }, "SoftmaxWithLoss"] },
  }),
  "layer with options": (name) => ({
    ...experiment,
    // so that __proto__ is an ordinary key
    model: { input: [4], layers: [Object.fromEntries([[name, { path: "./evil.mjs" }]]), "SoftmaxWithLoss"] },
  }),
  loss: (name) => ({ ...experiment, model: { input: [4], layers: [{ Affine: 3 }, name] } }),
  initializer: (name) => ({
    ...experiment,
    model: { input: [4], layers: [{ Affine: { units: 3, init: name } }, "SoftmaxWithLoss"] },
  }),
  optimizer: (name) => ({ ...experiment, train: { ...experiment.train, optimizer: name } }),
  "data set": (name) => ({ ...experiment, data: { dataset: name } }),
  "required plugin": (name) => ({ ...experiment, requires: [name] }),
};

const onFile = (file: string) =>
  ["validate", "describe", "train", "gradcheck"].map((command) => [command, file]);

/** A name that means code, at every place where a name stands. */
export function namedCode(trap: Trap): readonly HostileCase[] {
  return Object.entries(places).flatMap(([place, write], row) =>
    codeNames(trap).map((name, column) => {
      const path = trap.write(`names/${row}-${column}.yaml`, JSON.stringify(write(name)));
      return { what: `the ${place} ${name}`, path, commands: onFile(path), refused: true };
    }),
  );
}

/** Other experiments that reach for code, for files, or for what all objects share. */
export function hostileFiles(trap: Trap): readonly HostileCase[] {
  const { outside, work } = trap;
  const base =
    "data: { dataset: iris }\nmodel: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\ntrain: { epochs: 1 }\n";
  const texts = [
    `name: ../../outside/run\n${base}`,
    `name: ${outside}/run\n${base}`,
    `name: ..\n${base}`,
    `name: "a\\u001b[2J"\n${base}`,
    `extends: ../outside/secret.yaml\n${base}`,
    `extends: ${outside}/secret.yaml\n${base}`,
    `extends: ./evil.mjs\n${base}`,
    `plugins: [./evil.mjs]\n${base}`,
    `plugin: evil\n${base}`,
    `import: ./evil.mjs\n${base}`,
    `engine: ./evil.mjs\n${base}`,
    `engine: ${outside}/plugin.mjs\n${base}`,
    `rng: ./evil.mjs\n${base}`,
    `seed: !!js/function "function () { process.exit(9) }"\n${base}`,
    `seed: !include ../outside/secret.yaml\n${base}`,
    `%TAG ! tag:yaml.org,2002:js/\n---\n${base}`,
    `__proto__: { polluted: 1 }\n${base}`,
    `constructor: { prototype: { polluted: 1 } }\n${base}`,
    `<<: { __proto__: { polluted: 1 } }\n${base}`,
    `a: &a { __proto__: { polluted: 1 } }\nb: *a\n${base}`,
    base.replace("Affine: 3", "Affine: { units: 3, __proto__: { polluted: 1 } }"),
    base.replace("Affine: 3", 'Affine: 3, id: "../../outside/x"'),
    base.replace("dataset: iris", `dataset: { csv: { path: "file://${outside}/secret.csv", target: kind } }`),
    base.replace("dataset: iris", 'dataset: { csv: { path: "~/secret.csv", target: kind } }'),
    base.replace("dataset: iris", 'dataset: { csv: { path: "https://example.org/a.csv", target: kind } }'),
    base.replace("dataset: iris", 'dataset: { csv: { path: "data:text/csv,a", target: kind } }'),
    base.replace("dataset: iris", 'dataset: { csv: { path: "/dev/stdin", target: kind } }'),
  ];
  const files = texts.map((text, index) => {
    const path = trap.write(`files/${index}.yaml`, text);
    const isData = /csv:/.test(text);
    return {
      what: text.split("\n").find((line) => !base.includes(`${line}\n`)) ?? text,
      path,
      // what names data is right until the data are looked for
      commands: isData ? [["train", path]] : onFile(path),
      refused: true,
    };
  });
  const overrides = [
    "__proto__.polluted=1",
    "model.__proto__.polluted=1",
    "constructor.prototype.polluted=1",
    "requires=[evil]",
    "model.layers[0]=./evil.mjs",
    'train.optimizer="data:text/javascript,1"',
  ].map((set, index) => {
    const path = trap.write(`overrides/${index}.yaml`, base);
    return {
      what: `--set ${set}`,
      path,
      commands: onFile(path).map((args) => [...args, "--set", set]),
      refused: true,
    };
  });
  const looked = trap.write(
    "files/path.yaml",
    base.replace("dataset: iris", `dataset: iris, path: ${work}/../outside`),
  );
  return [
    ...files,
    ...overrides,
    {
      what: "data.path outside",
      path: looked,
      commands: [
        ["validate", looked],
        ["gradcheck", looked],
      ],
      refused: false,
    },
  ];
}

/** Copies of a good run, each changed in one way. */
export function hostileRuns(trap: Trap, good: string): readonly HostileCase[] {
  const { outside, work } = trap;
  const input = join(trap.work, "rows.csv");
  const settings = JSON.parse(readFileSync(join(good, "resolved.json"), "utf8"));
  const record = JSON.parse(readFileSync(join(good, "run.json"), "utf8"));
  let count = 0;
  const copy = () => {
    const path = join(work, "handed-over", String(count++));
    cpSync(good, path, { recursive: true });
    return path;
  };
  const commandsOn = (path: string) => [
    ["evaluate", path],
    ["predict", path, "--input", input],
    ["gradcheck", path],
  ];
  const looks = (path: string) => [
    ["runs", "show", path],
    ["runs", "compare", path, path],
  ];
  const changed = (what: string, file: string, content: string, refused = true): HostileCase => {
    const path = copy();
    trap.write(`handed-over/${count - 1}/${file}`, content);
    return { what, path, commands: commandsOn(path), refused };
  };
  const linked = (file: string, target: string): HostileCase => {
    const path = copy();
    rmSync(join(path, file), { force: true });
    symlinkSync(target, join(path, file));
    return {
      what: `${file} is a link to ${target}`,
      path,
      commands: [...commandsOn(path), ...looks(path)],
      refused: false,
    };
  };
  return [
    ...codeNames(trap).map((from) =>
      changed(
        `a run with the plugin ${from}`,
        "resolved.json",
        JSON.stringify({ ...settings, plugins: [{ name: "evil", version: "1", from }] }),
      ),
    ),
    ...codeNames(trap).map((name) => {
      const model = { input: [4], layers: [Object.fromEntries([[name, {}]]), { SoftmaxWithLoss: {} }] };
      const experiment = { ...settings.experiment, model };
      return changed(
        `a run with the layer ${name}`,
        "resolved.json",
        JSON.stringify({ ...settings, experiment }),
      );
    }),
    changed(
      "a run that requires evil",
      "resolved.json",
      JSON.stringify({ ...settings, experiment: { ...settings.experiment, requires: ["evil"] } }),
    ),
    changed(
      "a run with __proto__",
      "resolved.json",
      JSON.stringify(settings).replace("{", '{"__proto__":{"polluted":1},'),
      false,
    ),
    changed(
      "a run whose experiment has __proto__",
      "resolved.json",
      JSON.stringify(settings).replace('"experiment":{', '"experiment":{"__proto__":{"polluted":1},'),
    ),
    changed(
      "a record with __proto__",
      "run.json",
      JSON.stringify(record).replace("{", '{"__proto__":{"polluted":1},'),
      false,
    ),
    changed(
      "a record that names a file",
      "run.json",
      JSON.stringify({
        ...record,
        data: { ...record.data, files: [{ name: "../../outside/secret.csv", sha256: "0" }] },
      }),
      false,
    ),
    changed(
      "a folder of paths outside",
      "resolved.json",
      JSON.stringify({ ...settings, directory: "../../../outside" }),
      false,
    ),
    ...["name", "status", "platform"].map((key) => {
      const path = copy();
      trap.write(
        `handed-over/${count - 1}/run.json`,
        JSON.stringify({ ...record, [key]: "x\u001b]0;y\u0007\u001b[2J\r" }),
      );
      const commands = [...commandsOn(path), ...looks(path), ["runs", "list", "--dir", dirname(path)]];
      return {
        what: `a record whose ${key} moves the cursor`,
        path: dirname(path),
        commands,
        refused: false,
      };
    }),
    // the gradient check draws its parameters itself
    changed("a model that is not a model file", "model.safetensors", "import('./evil.mjs')", false),
    ...["run.json", "resolved.json", "model.safetensors", "experiment.yaml", "metrics.jsonl"].flatMap(
      (file) => [linked(file, join(outside, "secret.json")), linked(file, "../../../outside/secret.bin")],
    ),
  ];
}
