import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const here = fileURLToPath(new URL(".", import.meta.url));
let folder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "retrograd-ci-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs CI over a small repository whose `npm test` is the script. */
function runCi(script, start = "console.log('trained')") {
  mkdirSync(join(folder, "scripts"));
  for (const name of ["ci.mjs", "closing-line.mjs", "node-alone.mjs", "run.mjs"]) {
    cpSync(join(here, name), join(folder, "scripts", name));
  }
  writeFileSync(join(folder, "test.mjs"), script);
  writeFileSync(join(folder, "start.mjs"), start);
  const scripts = { start: "node start.mjs", test: "node test.mjs" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module", scripts }));
  const git = (...args) => execFileSync("git", args, { cwd: folder });
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "all");
  // what is not committed is seen by the second pass alone
  writeFileSync(join(folder, "uncommitted"), "");
  const env = { ...process.env, RETROGRAD_BLAS: "/usr/lib/libblas.so", RETROGRAD_TEST_MINUTES: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/ci.mjs"], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  return { status, lines: stdout.trimEnd().split("\n"), stderr };
}

const where = 'import { existsSync } from "node:fs";\nconst alone = process.env.RETROGRAD_BLAS === "none";\n';

test("both passes are run, and the one closing line is of both", () => {
  const { status, lines } = runCi(
    `${where}if (existsSync("uncommitted") === alone) throw new Error("no clone");
     console.log(alone ? "skipped 4: no BLAS library\\n10 passed, 0 failed, 4 skipped" : "14 passed, 0 failed");`,
  );
  expect(status).toBe(0);
  expect(lines).toContain("skipped 4: no BLAS library");
  // npm start counts as one
  expect(lines.at(-1)).toBe("25 passed, 0 failed, 4 skipped");
  expect(lines.filter((line) => /^\d+ passed/.test(line))).toHaveLength(1);
});

test.each([
  ["with Node alone", "alone"],
  ["with everything", "!alone"],
])("a failure %s alone is one of both, named again before the last line", (name, when) => {
  const { status, lines } = runCi(
    `${where}if (${when}) {
       console.log("failed: a.test.ts: is right\\n3 passed, 1 failed");
       process.exitCode = 1;
     } else console.log("4 passed, 0 failed");`,
  );
  expect(status).toBe(1);
  expect(lines.slice(-2)).toEqual([`${name}, failed: a.test.ts: is right`, "8 passed, 1 failed"]);
});

test("a pass without a count, one that ends badly and a start that fails are failures", () => {
  const { status, lines, stderr } = runCi(
    `${where}if (alone) {
       console.error("no more memory");
       process.exit(137);
     }
     console.log("4 passed, 0 failed");
     process.exitCode = 1;`,
    "process.exit(1)",
  );
  expect(status).toBe(1);
  expect(stderr).toContain("no more memory");
  expect(lines.at(-1)).toBe("4 passed, 3 failed");
  expect(lines.slice(-4, -1).map((line) => line.slice(0, 42))).toEqual([
    "with Node alone, failed: npm start: ",
    expect.stringMatching(/^with Node alone, failed: npm test ended wi/),
    expect.stringMatching(/^with everything, failed: npm test ended ba/),
  ]);
});
