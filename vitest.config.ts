import { defineConfig } from "vitest/config";

// Tests import the packages by name and get their sources, so no build stands between an edit and its test.
const conditions = ["@retrograd/source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "examples/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
