import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Workspace } from "./captured-environment.js";
import { damagedJson } from "./damaged-json.js";

const experiment = `
name: damaged
data: { dataset: iris, scale: standardize, test: 0.2 }
model: { input: [4], layers: [{ Affine: 3 }, Relu, { Affine: 3 }, SoftmaxWithLoss] }
train: { batch: 40, iterations: 6, evaluate: { every: 3 }, statistics: { every: 3 }, checkpoint: { every: 3 } }
engine: reference
`;

const commands: readonly (readonly string[])[] = [
  ["runs", "show", "run"],
  ["runs", "show", "run", "--json"],
  ["runs", "list", "--dir", "."],
  ["runs", "compare", "run", "good"],
  ["evaluate", "run"],
  ["evaluate", "run/checkpoints/step-00000003"],
  ["predict", "run", "--input", "rows.csv"],
  ["gradcheck", "run", "--mode", "fast", "--quiet"],
  ["runs", "diff", "run", "good"],
  ["runs", "verify", "run"],
  ["train", "--resume", "run", "--quiet"],
];

/** The files of a run that are damaged; checkpoints: the first of them. */
export const damagedFiles = ["run.json", "resolved.json", "metrics.jsonl", "checkpoints"] as const;

// it reads neither metrics nor checkpoints, and takes as long as all the others together
const gradcheckReads: readonly string[] = ["run.json", "resolved.json"];

/** Trains a run, and runs the commands that read runs on copies of it with one damaged value each, for one in `every` values.
 *  @returns the commands that ended in an internal error */
export async function readAllDamaged(
  workspace: Workspace,
  { every, files = damagedFiles }: { readonly every: number; readonly files?: readonly string[] },
): Promise<readonly string[]> {
  workspace.write("experiment.yaml", experiment);
  workspace.write("rows.csv", "5.1,3.5,1.4,0.2\n");
  await workspace.run(["train", "experiment.yaml", "--out", "good", "--quiet"]);
  const wrong: string[] = [];
  let count = 0;
  for (const { file, what, text } of faults(workspace)) {
    if (!files.includes(file.split("/")[0] ?? file)) continue;
    if (count++ % every !== 0) continue;
    const [show = []] = commands;
    const some = [show, commands[Math.floor(count / every) % commands.length] ?? show];
    for (const command of every === 1 ? commands : some) {
      if (command[0] === "gradcheck" && !gradcheckReads.includes(file)) continue;
      rmSync(workspace.path("run"), { recursive: true, force: true });
      cpSync(workspace.path("good"), workspace.path("run"), { recursive: true });
      writeFileSync(workspace.path("run", file), text);
      const { code, stderr } = await workspace.run(command);
      if (code > 2) wrong.push(`${command.join(" ")} with ${file}, ${what}: ${code} ${stderr.slice(0, 400)}`);
    }
  }
  return wrong;
}

function* faults(workspace: Workspace) {
  for (const file of ["run.json", "resolved.json"]) {
    const text = readFileSync(workspace.path("good", file), "utf8");
    for (const fault of damagedJson(text)) yield { file, ...fault };
  }
  const rows = readFileSync(workspace.path("good", "metrics.jsonl"), "utf8").trimEnd().split("\n");
  // only one row of each kind
  const kinds = new Map(rows.map((row, i) => [JSON.parse(row).type, i]));
  for (const [kind, i] of kinds) {
    for (const { what, text } of damagedJson(rows[i] ?? "")) {
      yield { file: "metrics.jsonl", what: `${kind}: ${what}`, text: `${rows.with(i, text).join("\n")}\n` };
    }
  }
  const [name = ""] = readdirSync(workspace.path("good", "checkpoints"));
  const bytes = readFileSync(workspace.path("good", "checkpoints", name));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes.toString("utf8", 8, 8 + length);
  for (const { what, text } of damagedJson(header)) {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
    yield {
      file: `checkpoints/${name}`,
      what,
      text: Buffer.concat([size, Buffer.from(text), bytes.subarray(8 + length)]),
    };
  }
}
