import { defineConfig } from "vitest/config";

// Tests import the packages by name and get their sources, so no build stands between an edit and its test.
const conditions = ["@retrograd/source", "node", "import", "default"];

// Tests of what users install: packed packages, the READMEs' programs, and the built code on every platform.
const built = [
  "packages/cli/src/binary.test.ts",
  "packages/cli/src/checking/check-files.test.ts",
  "packages/cli/src/crash.test.ts",
  "tests/action.test.ts",
  "tests/browser.test.ts",
  "tests/examples.test.ts",
  "tests/hostile-data.test.ts",
  "tests/hostile-experiments.test.ts",
  "tests/gradient-checking-guide.test.ts",
  "tests/hover.test.ts",
  "tests/node-versions.test.ts",
  "tests/other-runtimes.test.ts",
  "tests/packed-packages.test.ts",
  "tests/readme-snippets.test.ts",
  "tests/security.test.ts",
];

// The same claims as in the tests next to them, with more cases than `npm test` has time for: `pnpm long` runs them.
const long = ["packages/*/src/**/*.long.test.ts", "tests/**/*.long.test.ts"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // far beyond what any takes on a machine of its own: they end what hangs, also where others work
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // by default one processor would be left idle
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "sources",
          include: [
            "packages/*/src/**/*.test.ts",
            "bench/src/**/*.test.ts",
            "examples/**/*.test.js",
            "scripts/**/*.test.mjs",
            "tests/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/dist/**", "tests/packed/**", ...built, ...long],
          // one process runs many files and imports each source once, not once a file: there is no module-level state that
          // one could leave to the next, as a rule of this house, and no mock
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "built",
          include: built,
          globalSetup: "tests/build.ts",
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "long",
          include: long,
          globalSetup: "tests/build.ts",
          testTimeout: 3_600_000,
          hookTimeout: 3_600_000,
        },
      },
    ],
  },
});
