import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeAlone } from "./node-alone.mjs";

const optional = ["python", "python3", "chromium", "google-chrome", "pnpm", "bun", "deno", "gcc", "mount"];
let machine;
let alone;

beforeAll(() => {
  // a machine that has them all
  const programs = mkdtempSync(join(tmpdir(), "retrograd-programs-"));
  for (const name of optional) writeFileSync(join(programs, name), "#!/bin/sh\n", { mode: 0o755 });
  machine = {
    ...process.env,
    PATH: [programs, process.env.PATH].join(delimiter),
    PYTHONHOME: programs,
    RETROGRAD_THREADS: "7",
    HTTPS_PROXY: "http://proxy.example",
    programs,
  };
  alone = nodeAlone(machine);
});
afterAll(() => {
  alone.remove();
  rmSync(machine.programs, { recursive: true });
});

/** Which programs a shell finds in an environment. */
function findable(env) {
  const script = optional.map((name) => `command -v ${name} >/dev/null && echo ${name}`).join("\n");
  return execFileSync("/bin/sh", ["-c", `${script}\ntrue`], { env, encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
}

test("nothing optional is found, though the machine has it", () => {
  expect(findable(machine)).toEqual(optional);
  expect(findable(alone.environment)).toEqual([]);
});

test("the home is empty, and no variable of the machine is seen but how the network is reached", () => {
  const { HOME, HTTPS_PROXY } = alone.environment;
  expect(readdirSync(HOME)).toEqual([]);
  expect(HTTPS_PROXY).toBe("http://proxy.example");
  expect(alone.environment).toMatchObject({ RETROGRAD_BLAS: "none", RETROGRAD_CHROMIUM: "none" });
  for (const name of ["PYTHONHOME", "RETROGRAD_THREADS"]) expect(alone.environment).not.toHaveProperty(name);
});

test("the same Node runs, and npm and git with it", () => {
  const { environment: env } = alone;
  const run = (command, ...args) =>
    execFileSync("/bin/sh", ["-c", `${command} "$@"`, "sh", ...args], { env, encoding: "utf8" });
  expect(run("node", "-p", "process.version").trim()).toBe(process.version);
  expect(run("npm", "--version")).toMatch(/^\d+\.\d+/);
  expect(run("git", "--version")).toMatch(/^git version/);
});
