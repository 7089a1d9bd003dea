import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Captured,
  type CaptureOptions,
  irisExperiment,
  Workspace,
} from "../tests/captured-environment.js";

// without slash and NUL, so it can also be the name of a file
const hostile =
  "::add-mask::x\nCHOSEN\n::stop-commands::y\r\n ##[error]z ##vso[task] \u001b[8m\u001b]8;;x\u0007\u202e\u200b\u2028\u009b`|<img src=x>@a![p](q)";
/** A quoted text, valid in YAML and JavaScript. */
const quoted = (text: string) =>
  JSON.stringify(text).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const json = quoted(hostile);

let workspace: Workspace;
beforeAll(async () => {
  workspace = new Workspace();
  const csv = `a,"${hostile}",kind\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 3},"${hostile}${i % 2}"\n`).join("")}`;
  workspace.write(`${hostile}.csv`, csv);
  workspace.write("rows.csv", csv);
  workspace.write("inputs.csv", `a,"${hostile}"\n1,2\n3,4\n`);
  workspace.write(`wrong-${hostile}.csv`, `"${hostile}",b\n1,2\n`);
  workspace.write("wide.csv", `a,"${hostile}","${hostile}2"\n1,2,3\n`);
  workspace.write("cell.csv", `a,"${hostile}"\n1,"${hostile}"\n`);
  workspace.write(
    "table.yaml",
    `data: { dataset: { csv: { path: rows.csv, target: kind } }, test: 0.2 }
model: { input: [2], layers: [{ Affine: 2 }, SoftmaxWithLoss] }
train: { batch: 10, epochs: 2, statistics: { every: 2 }, evaluate: { metrics: [Accuracy, F1, ConfusionMatrix] }, checkpoint: { every: 3 } }
`,
  );
  workspace.write(`${hostile}.yaml`, irisExperiment);
  workspace.write(`${hostile}-bad.yaml`, `${irisExperiment}${json}: 1\n`);
  workspace.write(
    "bad.yaml",
    `name: ${json}\ndata: { dataset: { csv: { path: ${json}, target: ${json}, inputs: [${json}] } } }\nmodel: { input: [4], layers: [${json}, { Affine: { ${json}: 3 } }, { Affine: ${json} }, SoftmaxWithLoss] }\ntrain: { optimizer: ${json}, evaluate: { metrics: [${json}] } }\n`,
  );
  workspace.write(
    "missing.yaml",
    irisExperiment.replace("{ dataset: iris", `{ dataset: { csv: { target: kind, path: ${json} } }`),
  );
  workspace.write(
    "column.yaml",
    irisExperiment.replace("{ dataset: iris", `{ dataset: { csv: { path: rows.csv, target: ${json} } }`),
  );
  workspace.write(
    "sixth.yaml",
    irisExperiment.replace(
      "{ dataset: iris",
      "{ dataset: { csv: { path: rows.csv, target: kind, inputs: [kind] } }",
    ),
  );
  workspace.write("plugin.mjs", pluginText("plugin", "input"));
  workspace.write("examples.mjs", pluginText(hostile, hostile));
  workspace.write("throws.mjs", `throw new Error(${json});`);
  workspace.write(`${hostile}.mjs`, "export default 3;");
  workspace.write(
    "layer.yaml",
    "model: { input: [4], layers: [Wrong, { Affine: 2 }, SoftmaxWithLoss] }\ndata: { dataset: iris }\ntrain: { epochs: 1 }\n",
  );
  workspace.write(
    "fails.yaml",
    "model: { input: [4], layers: [Fails, { Affine: 2 }, SoftmaxWithLoss] }\ndata: { dataset: iris }\ntrain: { epochs: 1 }\n",
  );
  mkdirSync(workspace.path("folder"));
  workspace.write("folder/a.yaml", irisExperiment);
  workspace.write(`folder/${hostile}.yaml`, irisExperiment);
  workspace.write(`folder/${hostile}-bad.yaml`, `${json}: 1\n`);
});
afterAll(() => workspace.remove());

function pluginText(name: string, axis: string): string {
  return `
const layer = (type, make) => ({ type, summary: "A layer", options: { "~standard": { version: 1, vendor: "own", validate: (value) => ({ value }) } }, examples: [{ options: {}, [${JSON.stringify(axis)}]: [4] }], create: make });
export default {
  name: ${JSON.stringify(name)}, version: "1.0.0",
  layers: [
    layer("Wrong", (_options, { inShape }) => ({
      outShape: inShape, paramShapes: { [${json}]: inShape }, initParams: (c) => ({}),
      forward: ({ x }) => ({ y: x, backward: (dy) => ({ dx: dy, params: {} }) }),
    })),
    layer("Fails", () => { throw new Error(${json}); }),
  ],
};
`;
}

// characters that no output may contain; line breaks, tabs and colours are allowed
const forbidden = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
// colours, and the sequence that clears a progress line
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const colours = /\u001b\[(?:0|1|2|22|3[1-6]|39)m|\r\u001b\[K/g;

/** The faults of an output: lines from a hostile name, workflow commands, and lines with invisible characters. */
function faults(text: string): readonly string[] {
  const lines = text.replaceAll(colours, "").split("\n");
  return lines.filter(
    (line) =>
      /^\s*(?:CHOSEN|::(?!(?:error|notice)(?: [a-zA-Z]+=.*)?::)|::add-mask)/.test(line) ||
      /##(?:vso)?\[/.test(line) ||
      forbidden.test(line),
  );
}

const formats = ["pretty", "json", "junit", "sarif", "github", "markdown"];
const plugin = ["--plugin", "./plugin.mjs"];
const out = join(`runs-${hostile}`);

const commands: readonly (readonly string[])[] = [
  ...[
    "validate",
    "gradcheck",
    "describe",
    "preflight",
    "train",
    "convert",
    "lr-find",
    "cross-validate",
  ].flatMap((command) =>
    [
      `${hostile}.yaml`,
      `${hostile}-bad.yaml`,
      `none-${hostile}.yaml`,
      "bad.yaml",
      "missing.yaml",
      "column.yaml",
      "sixth.yaml",
    ].map((file) => [command, file]),
  ),
  ["validate", "folder"],
  ["validate", "folder", "bad.yaml", "--format", "github"],
  ["validate", `none-${hostile}/*.yaml`],
  ...formats.map((format) => ["gradcheck", "folder", "--format", format]),
  ...formats.map((format) => ["gradcheck", `${hostile}.yaml`, "--format", `${format}=${format}.report`]),
  ["gradcheck", `${hostile}.yaml`, "--layer", hostile],
  ["gradcheck", `${hostile}.yaml`, "--format", hostile],
  ["gradcheck", `${hostile}.yaml`, "--format", `json=${hostile}/a/b`],
  ["validate", `${hostile}.yaml`, "--set", `${hostile}=1`],
  ["validate", `${hostile}.yaml`, "--set", `name=${json}`],
  ["validate", "layer.yaml", ...plugin],
  ["gradcheck", "layer.yaml", ...plugin],
  ["gradcheck", "fails.yaml", ...plugin, "--format", "github"],
  ["train", "fails.yaml", ...plugin],
  ["validate", "layer.yaml", "--plugin", "./throws.mjs"],
  ["validate", "layer.yaml", "--plugin", `./${hostile}.mjs`],
  ["validate", "layer.yaml", "--plugin", hostile],
  ["plugins", "check", "./throws.mjs"],
  ["plugins", "check", "./plugin.mjs"],
  ["plugins", "check", "./examples.mjs"],
  ["plugins", "trust", "./examples.mjs", "--check"],
  ["plugins", "check", `./${hostile}.mjs`],
  ["plugins", "check", hostile],
  ["plugins", "check", `./none-${hostile}.mjs`],
  ["plugins", "trust", hostile],
  ["plugins", hostile],
  [hostile],
  [`${hostile}.yaml`],
  [`--${hostile}`],
  ["runs", hostile],
  ["runs", "show"],
  ["runs", "show", hostile, hostile],
  ["validate", "bad.yaml", `--${hostile}`],
  ["validate", "bad.yaml", `-${hostile}`],
  ["train", "table.yaml", `--${hostile}=1`, hostile],
  ["train", "table.yaml", hostile],
  ["train", "table.yaml", `--dropout=${hostile}`],
  ["train", "table.yaml", "--epochs", hostile],
  ["train", "table.yaml", "--seed", hostile],
  ["train", "table.yaml", "--engine", hostile],
  ["train", "--resume", hostile],
  ["gradcheck", "table.yaml", "--mode", hostile],
  ["gradcheck", "table.yaml", "--step", hostile],
  ["help", hostile],
  ["init", hostile],
  ["init", "--list", hostile],
  ["init", "mlp", hostile],
  ["init", "mlp", "--out", `${hostile}/a`],
  ["init", "mlp", "--out", `${hostile}.yaml`],
  ["new-layer", "Own", "--out", `${hostile}/a`],
  ["completion", hostile],
  ["doctor", "--data-dir", hostile],
  ["doctor", "--data-dir", `${hostile}.yaml`],
  ["describe", "table.yaml", "--data-dir", hostile],
  ["plugins", "trust", "./throws.mjs"],
  ["plugins", "untrust", hostile],
  ["plugins", "trust", "./plugin.mjs"],
  ["plugins", "list"],
  ["schema", ...plugin],
  ["explain", hostile],
  ["new-layer", hostile],
  ["runs", "list", "--dir", hostile],
  ["train", "table.yaml", "--out", out],
  ["train", "table.yaml", "--out", out],
  ["train", "table.yaml", "--out", `${out}2`, "--set", "train.batch=5"],
  ["train", "--resume", out],
  ["runs", "list", "--dir", "."],
  ["runs", "show", out],
  ["runs", "compare", out, `${out}2`],
  ["runs", "diff", out, `${out}2`],
  ["runs", "verify", out],
  ["evaluate", out],
  ["evaluate", out, "--metrics", "F1, ConfusionMatrix"],
  ["evaluate", out, "--metrics", hostile],
  ["evaluate", join(out, "checkpoints", hostile)],
  ["evaluate", hostile],
  ...[
    "rows.csv",
    `${hostile}.csv`,
    `none-${hostile}.csv`,
    `wrong-${hostile}.csv`,
    "wide.csv",
    "cell.csv",
    "folder",
  ].map((file) => ["predict", out, "--input", file]),
  ["predict", out, "--input", "inputs.csv"],
  ["predict", out, "--input", "inputs.csv", "--out", `${hostile}/a`],
  ["predict", out, "--input", "inputs.csv", "--out", `${hostile}.csv`],
  ["predict", out, "--input", "inputs.csv", "--out", "predictions.csv"],
  ["predict", out, "--input", "inputs.csv", "--checkpoint", hostile],
  ["predict", out, "--input", "inputs.csv", "--engine", hostile],
  ["predict", hostile, "--input", "inputs.csv"],
  ["runs", "show", "edited"],
  ["runs", "list", "--dir", ".", "--verbose"],
  ["evaluate", "edited"],
  ["runs", "show", "damaged"],
  ["evaluate", "damaged"],
];

/** Writes a run with a forged record, and one with a damaged record. */
function editRuns(): void {
  const run = workspace.path(out);
  for (const name of ["edited", "damaged"]) cpSync(run, workspace.path(name), { recursive: true });
  const record = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
  const words = {
    name: hostile,
    platform: hostile,
    versions: { [hostile]: hostile },
    startedAt: hostile,
    dtype: hostile,
  };
  const engine = { name: hostile, description: hostile };
  const git = { commit: hostile, changed: true };
  writeFileSync(
    workspace.path("edited", "run.json"),
    JSON.stringify({ ...record, ...words, engine, git, reason: hostile, status: "failed" }),
  );
  writeFileSync(
    workspace.path("damaged", "run.json"),
    JSON.stringify({ ...record, steps: hostile, [hostile]: hostile }),
  );
}

const everyFlag = [[], ["--json"], ["--verbose"]];
const settings: readonly {
  readonly name: string;
  readonly options: CaptureOptions;
  readonly flags: readonly (readonly string[])[];
}[] = [
  { name: "in a pipe", options: {}, flags: everyFlag },
  { name: "on a terminal with colours", options: { isTTY: true, variables: { TERM: "xterm" } }, flags: [[]] },
  { name: "on a CI service", options: { variables: { CI: "true", GITHUB_ACTIONS: "true" } }, flags: [[]] },
];

test.each(settings)(
  "no output of any command has a line from a hostile name, or an invisible character, $name",
  async ({ options, flags: tried }) => {
    const wrong: string[] = [];
    const note = (args: readonly string[], text: string) =>
      wrong.push(
        ...faults(text).map((line) => `${JSON.stringify(args)}: ${JSON.stringify(line.slice(0, 300))}`),
      );
    for (const name of readdirSync(workspace.directory)) if (name.startsWith(out)) workspace.delete(name);
    for (const name of ["edited", "damaged"])
      if (readdirSync(workspace.directory).includes(name)) workspace.delete(name);
    for (const args of commands) {
      if (args[2] === "edited") editRuns();
      for (const flags of tried) {
        // slow commands run only once
        if (flags.length > 0 && ["train", "cross-validate", "lr-find"].includes(args[0] ?? "")) continue;
        const ended: Captured = await workspace.run([...args, ...flags], options);
        note([...args, ...flags], ended.stdout);
        note([...args, ...flags, "stderr"], ended.stderr);
        if (ended.code === 70) wrong.push(`${JSON.stringify(args)}: internal ${ended.stderr.slice(0, 500)}`);
      }
    }
    for (const format of formats) {
      const file = workspace.path(`${format}.report`);
      if (!existsSync(file)) wrong.push(`${format}: no report`);
      else note([format], readFileSync(file, "utf8"));
    }
    expect(wrong).toEqual([]);
  },
  600_000,
);

test("the hostile text has faults that the test finds", () => {
  expect(faults(hostile)).not.toEqual([]);
  expect(faults(`x ${hostile.slice(0, 20)}`)).not.toEqual([]);
  expect(faults("::error file=a.yaml::b\n::notice::c\nplain \u001b[31mred\u001b[39m")).toEqual([]);
});
