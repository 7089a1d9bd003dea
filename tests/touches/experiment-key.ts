import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../outside-project.js";
import type { Addition } from "./addition.js";

const section = "packages/experiment/src/sections/train-section.ts";
const page = "docs/spec-format.md";
const use = "packages/experiment/src/frozen.test.ts";

/** A key, `train.frozen`: its section, and the page of the format. */
export const experimentKey: Addition = {
  kind: "key of an experiment",
  package: "experiment",
  sources: "src",
  add(scratch) {
    mkdirSync(join(scratch.folder, "docs"));
    cpSync(join(root, page), join(scratch.folder, page));
    scratch.replace(
      section,
      "  /** Length of training in steps. */\n",
      `  /** Steps without an update of the parameters. */
  frozen: count.default(7),
  /** Length of training in steps. */
`,
    );
    const [row = ""] = /^\| `iterations`.*\n/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
    scratch.replace(page, row, `| \`frozen\` | \`7\` | steps without an update of the parameters |\n${row}`);
    // what uses the key, in the place of a package that reads it
    writeFileSync(
      join(scratch.folder, use),
      `import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { checkExperimentText, type Experiment, experimentJsonSchema } from "./index.js";

const registry = createRegistry();
const frozenOf = ({ train }: Pick<Experiment, "train">): number | undefined => train?.frozen;

test("is typed, checked, and in the schema of editors", () => {
  expect(frozenOf({})).toBe(undefined);
  const { diagnostics } = checkExperimentText("train: { frozen: 0 }", { file: "a.yaml", registry });
  expect(diagnostics.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('"frozen" must be a positive whole number'),
  );
  expect(JSON.stringify(experimentJsonSchema(registry))).toContain('"frozen":{');
});
`,
    );
  },
  touched: [page, section],
  tests: [use],
};
