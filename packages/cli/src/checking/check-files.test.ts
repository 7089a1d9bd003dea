import { readFileSync } from "node:fs";
import type { InterruptSignal } from "@retrograd/node/command";
import { afterAll, beforeAll, expect, test } from "vitest";
import { capture, irisExperiment, Workspace } from "../../tests/captured-environment.js";
import { runCommandLine } from "../command-line.js";
import type { Environment, WorkerThread } from "../environment.js";
import { startWorker } from "../start-worker.js";

const entry = new URL("../../dist/main.js", import.meta.url);
const names = ["a.yaml", "b.yaml", "broken.yaml", "c.yaml"];

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  for (const [i, name] of names.entries()) {
    workspace.write(name, irisExperiment.replace("Affine: 8", `Affine: ${300 + i}`));
  }
  workspace.write("broken.yaml", "name: broken\nmodel: {}\n");
  for (const name of ["s1.yaml", "s2.yaml", "s3.yaml", "s4.yaml"]) workspace.write(name, irisExperiment);
});
afterAll(() => workspace.remove());

/** Runs a command with threads. Every pause waits until they are ready, so they check some files on every machine. */
async function runWithWorkers(args: readonly string[], count: number, interrupted = false) {
  // threads work in the directory of the process
  const { environment, output } = capture(process.cwd());
  const workers: WorkerThread[] = [];
  let requests = 0;
  let listeners: ((signal: InterruptSignal) => void)[] = [];
  const withWorkers: Environment = {
    ...environment,
    workers: {
      count,
      start() {
        const worker = startWorker(entry, []);
        const counting: WorkerThread = {
          ...worker,
          ask(request) {
            requests++;
            return worker.ask(request);
          },
        };
        workers.push(counting);
        return counting;
      },
    },
    async pause() {
      await Promise.all(workers.map(({ ready }) => ready));
      await new Promise((resolve) => setImmediate(resolve));
      if (interrupted && workers.length > 0) for (const listener of listeners) listener("SIGINT");
    },
    onInterrupt(listener) {
      listeners.push(listener);
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
  };
  const code = await runCommandLine(args, withWorkers);
  const text = { stdout: output.stdout.join(""), stderr: output.stderr.join("") };
  return { code, ...text, requests, workers: workers.length };
}

test("threads print the same bytes as one thread, in the order of the files, with an invalid file among them", async () => {
  const formats = ["json", "junit", "sarif", "github", "markdown"];
  const documents: Record<string, readonly string[]> = {};
  const runs = [];
  for (const [name, count] of [
    ["alone", 0],
    ["threads", 2],
  ] as const) {
    const files = names.map((file) => workspace.path(file));
    const flags = formats.flatMap((format) => [
      "--format",
      `${format}=${workspace.path(`${name}.${format}`)}`,
    ]);
    const args = ["gradcheck", ...files, ...flags, "--format", "pretty"];
    runs.push(await runWithWorkers(args, count));
    documents[name] = formats.map((format) => readFileSync(workspace.path(`${name}.${format}`), "utf8"));
  }
  const [alone, threads] = runs;
  expect(alone).toMatchObject({ code: 2, requests: 0 });
  expect(threads?.workers).toBeGreaterThan(0);
  expect(threads?.requests).toBeGreaterThan(0);
  expect(threads).toMatchObject({ code: alone?.code, stdout: alone?.stdout, stderr: alone?.stderr });
  expect(documents.threads).toEqual(documents.alone);
  const places = names.map((name) => alone?.stdout.indexOf(`${name}: `) ?? -1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThanOrEqual(0);
});

test("few small files start no thread", async () => {
  const files = ["s1.yaml", "s2.yaml"].map((name) => workspace.path(name));
  const result = await runWithWorkers(["gradcheck", ...files], 7);
  expect(result).toMatchObject({ code: 0, requests: 0, workers: 0 });
});

test("an interrupt ends the threads, with its exit code and without a report", async () => {
  const files = names.map((file) => workspace.path(file));
  const args = ["gradcheck", ...files, "--format", "json"];
  const { code, stdout, stderr, workers } = await runWithWorkers(args, 2, true);
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(workers).toBeGreaterThan(0);
  expect(stderr).toMatch(/interrupted by SIGINT after \d+ files?: no report is written/);
});

test("an invalid experiment is an error in every report, and the others are checked", async () => {
  const formats = ["json", "junit", "sarif", "github", "markdown"];
  const flags = formats.flatMap((format) => ["--format", `${format}=one.${format}`]);
  const { code } = await workspace.run(["gradcheck", "s1.yaml", "broken.yaml", "s2.yaml", ...flags]);
  expect(code).toBe(2);
  const report = (format: string) => readFileSync(workspace.path(`one.${format}`), "utf8");
  const { ok, files } = JSON.parse(report("json"));
  expect(ok).toBe(false);
  expect(files.map((one: { file: string; ok: boolean }) => [one.file, one.ok])).toEqual([
    ["s1.yaml", true],
    ["broken.yaml", false],
    ["s2.yaml", true],
  ]);
  expect(report("junit").match(/<error/g)).toHaveLength(1);
  expect(report("junit").match(/<testsuite /g)).toHaveLength(3);
  const { results } = JSON.parse(report("sarif")).runs[0];
  expect(JSON.stringify(results)).toContain("broken.yaml");
  expect(report("github")).toMatch(/^::error file=broken\.yaml/m);
  for (const name of ["s1.yaml", "broken.yaml", "s2.yaml"]) expect(report("markdown")).toContain(name);
});

test("time that a file does not use is shared by the files after it", async () => {
  const files = ["s1.yaml", "s2.yaml", "a.yaml"];
  const { code, stderr } = await workspace.run(["gradcheck", ...files, "--time-budget", "3"]);
  expect(code).toBe(2);
  const [first = 0, second = 0, third = 0, ...more] = [
    ...stderr.matchAll(/a time budget of ([\d.]+) s of the 3 s is too short/g),
  ].map(([, share]) => Number(share));
  expect(first).toBeLessThanOrEqual(1);
  expect(second).toBeGreaterThan(first);
  expect(third).toBeGreaterThan(second);
  expect(more).toEqual([]);
});

test("small files need no forecast when the time is plenty", async () => {
  const files = ["s1.yaml", "s2.yaml", "s3.yaml", "s4.yaml"];
  const timed = await workspace.run(["gradcheck", ...files, "--time-budget", "400"]);
  expect(timed).toEqual(await workspace.run(["gradcheck", ...files]));
  expect(timed).toMatchObject({ code: 0, stderr: "" });
});

test("files for which no time is left are refused with a message", async () => {
  const files = ["s1.yaml", "s2.yaml", "s3.yaml", "s4.yaml"];
  const { code, stderr } = await workspace.run(["gradcheck", ...files, "--time-budget", "0.001"]);
  expect(code).toBe(2);
  expect(stderr.match(/no time is left/g)).toHaveLength(4);
});
