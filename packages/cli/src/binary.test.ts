import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binary } from "../tests/built-command.js";
import { irisExperiment, Workspace } from "../tests/captured-environment.js";

let workspace: Workspace;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [binary, ...args], { cwd: workspace.directory });
}

async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (chunk) => {
      text[name] += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...text };
}

beforeAll(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterAll(() => workspace.remove());

describe("the installed command", () => {
  test("prints its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await ended(start(["--version"]))).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("ends with 2 for wrong usage", async () => {
    const { code, stdout, stderr } = await ended(start(["trian"]));
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Did you mean train?");
  });

  test.skipIf(process.platform !== "linux").each([22, 26, 30, 34, 40])(
    "trains, or says what to do, with a limit of %i open files",
    async (limit) => {
      const command = `ulimit -n ${limit}; exec "$0" "$@"`;
      const args = ["-c", command, process.execPath, binary, "train", "iris.yaml", "--out", `few-${limit}`];
      const { code, stderr } = await ended(spawn("bash", args, { cwd: workspace.directory }));
      // the number of files that Node itself opens depends on its version
      const model = existsSync(workspace.path(`few-${limit}`, "model.safetensors"));
      expect([code, model]).toEqual(code === 0 ? [0, true] : [2, false]);
      expect(stderr).toMatch(code === 0 ? /^(?!error)/ : /^error .*EMFILE.*ulimit -n/);
    },
  );

  test("leaves the same bytes from the same experiment and seed", async () => {
    for (const out of ["a", "b"])
      expect((await ended(start(["train", "iris.yaml", "--out", out]))).code).toBe(0);
    for (const file of ["model.safetensors", "metrics.jsonl", "resolved.json"]) {
      const [a, b] = ["a", "b"].map((out) => readFileSync(workspace.path(out, file)));
      expect(b).toEqual(a);
    }
  });

  test("prints plain lines into a pipe", async () => {
    const { stdout, stderr } = await ended(start(["train", "iris.yaml"]));
    expect(stdout.match(/^step \d+ {2}epoch/gm)).toHaveLength(6);
    expect(stdout + stderr).not.toContain("\u001b");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("saves the model at %s and ends with %d", async (signal, expected) => {
    const child = start(["train", "iris.yaml", "--out", signal, "--set", "train.epochs=1000000"]);
    // training is running after the first evaluation
    child.stdout?.once("data", () => child.kill(signal));
    const { code, stderr } = await ended(child);
    expect(code).toBe(expected);
    expect(stderr).toContain("saved");
    const record = JSON.parse(readFileSync(workspace.path(signal, "run.json"), "utf8"));
    expect(record).toMatchObject({ status: "interrupted", reason: signal });
    expect((await ended(start(["evaluate", signal]))).code).toBe(0);
  });

  test("saves the model when a terminal closes, which sends SIGHUP several times and closes the output", async () => {
    const child = start(["train", "iris.yaml", "--out", "closed", "--set", "train.epochs=1000000"]);
    child.stdout?.once("data", () => {
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      for (let i = 0; i < 5; i++) child.kill("SIGHUP");
    });
    expect((await ended(child)).code).toBe(129);
    const record = JSON.parse(readFileSync(workspace.path("closed", "run.json"), "utf8"));
    expect(record).toMatchObject({ status: "interrupted", reason: "SIGHUP" });
    expect((await ended(start(["evaluate", "closed"]))).code).toBe(0);
  });

  test("continues training when the reader of its output closes", async () => {
    const child = start(["train", "iris.yaml", "--out", "unread"]);
    child.stdout?.destroy();
    expect((await ended(child)).code).toBe(0);
    const record = JSON.parse(readFileSync(workspace.path("unread", "run.json"), "utf8"));
    expect(record.status).toBe("completed");
  });

  test.skipIf(!existsSync("/dev/full"))(
    "reports that its output is lost on a full disk (skipped without /dev/full)",
    async () => {
      const full = openSync("/dev/full", "w");
      const child = spawn(process.execPath, [binary, "runs"], {
        cwd: workspace.directory,
        stdio: ["ignore", full, "pipe"],
      });
      const { code, stderr } = await ended(child);
      closeSync(full);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error stdout cannot be written: ENOSPC.*\n$/);
    },
  );
});
