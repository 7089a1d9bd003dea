import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root as repository } from "./outside-project.js";
import { type HostileCase, hostileFiles, hostileRuns, namedCode } from "./security/cases.js";
import { setTrap, type Trap } from "./security/trap.js";

/** The result of one command line, and the files that it read and wrote. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly polluted: readonly string[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const driver = fileURLToPath(new URL("./security/driver.mjs", import.meta.url));
let trap: Trap;

beforeAll(() => {
  trap = setTrap();
  trap.write(
    "good.yaml",
    "data: { dataset: iris }\nmodel: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\ntrain: { epochs: 1 }\n",
  );
  trap.write("rows.csv", "5.1,3.5,1.4,0.2\n");
});
afterAll(() => trap.remove());

/** Runs command lines in the trap's working directory, one after the other in one process. */
function runAll(commands: readonly (readonly string[])[]): readonly Ended[] {
  const input = JSON.stringify(commands.map((args) => ({ directory: trap.work, config: trap.config, args })));
  const environment = { ...process.env, NODE_PATH: trap.nodePath };
  const { status, stdout, stderr } = spawnSync(process.execPath, [driver], {
    cwd: trap.work,
    input,
    encoding: "utf8",
    env: environment,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the driver ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(folder + sep);

/** What the system says of the processors that this process may use. */
const ofProcessors = /^\/proc\/\d+\/(cgroup|mountinfo)$|^\/sys\/fs\/cgroup\//;

/** Runs each case. Returns the problems, one per line. */
function violations(cases: readonly HostileCase[]): readonly string[] {
  const runs = cases.flatMap((one) => one.commands.map((args) => ({ ...one, args })));
  const before = listing();
  const ended = runAll(runs.map(({ args }) => args));
  const problems = runs.flatMap(({ what, path: input, args, refused }, index) => {
    const result = ended[index];
    if (result === undefined) return [`${what}: did not run`];
    const { code, reads, writes, polluted, stdout, stderr } = result;
    const allowed = [
      input,
      join(trap.work, "rows.csv"),
      trap.config,
      join(repository, "packages"),
      join(repository, "node_modules"),
    ];
    const said = stdout + stderr;
    const wrong = [
      ...((refused ? code !== 2 : ![0, 1, 2].includes(code)) ? [`ended with ${code}`] : []),
      ...reads
        .filter((path) => !ofProcessors.test(path) && !allowed.some((folder) => isWithin(path, folder)))
        .map((path) => `read ${path}`),
      ...writes.map((path) => `wrote ${path}`),
      ...polluted.map((key) => `every object has ${key}`),
      ...(/^ +at /m.test(said) ? ["printed a stack trace"] : []),
      ...(/\p{Cc}/u.test(said.replaceAll(/[\n\t]/g, "")) ? ["printed an escape sequence"] : []),
      ...(said.includes("SECRET") ? ["printed a secret"] : []),
    ];
    return wrong.map((line) => `${args[0]} of ${what}: ${line}`);
  });
  if (listing() !== before) problems.push("files were created or removed");
  return problems;
}

/** All files of the trap, as one text. */
function listing(): string {
  return readdirSync(trap.root, { recursive: true }).toSorted().join("\n");
}

describe("the trap notices", () => {
  test("a module that runs, from the working directory, a package, and TypeScript", () => {
    for (const plugin of ["./evil.mjs", "evil", "./evil.ts", "./evil.cjs"]) {
      const count = trap.touched().length;
      const [result] = runAll([["validate", "good.yaml", "--plugin", plugin]]);
      expect(result?.code, plugin).toBe(2);
      // a file that the command line names runs, whatever its ending
      expect(trap.touched().length - count, plugin).toBe(1);
    }
  });

  test("a file that is read, also through a link, and one that is written", () => {
    const outside = join(trap.outside, "secret.yaml");
    const [validated, trained] = runAll([
      ["validate", outside],
      ["train", "good.yaml", "--out", "good", "--quiet"],
    ]);
    expect(validated?.reads).toContain(outside);
    expect(trained?.code).toBe(0);
    expect(trained?.writes).toContain(join(trap.work, "good/run.json"));
  });
});

describe("an experiment or a run that was handed over makes no code run, and touches no file but its own", () => {
  test("names that mean code, wherever a name stands", () => {
    const cases = namedCode(trap);
    expect(cases.length).toBeGreaterThanOrEqual(100);
    const before = trap.touched();
    expect(violations(cases)).toEqual([]);
    expect(trap.touched()).toEqual(before);
  });

  test("keys, tags, paths and overrides", () => {
    const before = trap.touched();
    expect(violations(hostileFiles(trap))).toEqual([]);
    expect(trap.touched()).toEqual(before);
  });

  test("folders of runs: plugins, layers, paths and symbolic links", () => {
    const cases = hostileRuns(trap, join(trap.work, "good"));
    const before = trap.touched();
    expect(violations(cases)).toEqual([]);
    expect(trap.touched()).toEqual(before);
  });

  test("and no shell", () => {
    expect(existsSync(join(trap.root, "touched-by-shell"))).toBe(false);
  });
});

test("a required plugin that is trusted is loaded from where it was trusted, not from the working directory", () => {
  const home = join(trap.root, "trusted");
  mkdirSync(home);
  writeFileSync(join(home, "evil.mjs"), 'export default { name: "evil", version: "1.0.0" };\n');
  const experiment = trap.write(
    "trusted.yaml",
    "requires: [evil]\nmodel: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\n",
  );
  const before = trap.touched();
  const [trusted, validated] = runAll([
    ["plugins", "trust", join(home, "evil.mjs")],
    ["validate", experiment],
  ]);
  expect({ trusted: trusted?.code, validated: validated?.code }).toEqual({ trusted: 0, validated: 0 });
  expect(trap.touched()).toEqual(before);
});
