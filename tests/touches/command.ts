import type { Addition } from "./addition.js";

const list = "packages/cli/src/program/commands.ts";
const folder = "packages/cli/src/commands/count";

/** A command, `retrograd count`: a folder of action, options and test, and the list of commands. */
export const command: Addition = {
  kind: "command",
  package: "cli",
  sources: "src/commands/count",
  add(scratch) {
    scratch.create(
      `${folder}/command.ts`,
      `import type { Command } from "@commander-js/extra-typings";
import { text } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds \`retrograd count\`. */
export function addCount(program: Command, { environment, finish }: ProgramContext): void {
  program
    .command("count")
    .description("the length of a word")
    .argument("<word>", "the word", text)
    .action(async (word) => {
      const { count } = await import("./count.js");
      finish(count(word, environment));
    });
}
`,
    );
    scratch.create(
      `${folder}/count.ts`,
      `import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";

/** Prints the length of a word. */
export function count(word: string, environment: Environment): number {
  environment.stdout.write(\`\${word.length}\\n\`);
  return exitCodes.ok;
}
`,
    );
    scratch.create(
      `${folder}/count.test.ts`,
      `import { afterAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

const workspace = new Workspace();
afterAll(() => workspace.remove());

test("prints the length", async () => {
  expect(await workspace.run(["count", "seven"])).toEqual({ code: 0, stdout: "5\\n", stderr: "" });
});

test("is in the help, and completed in a shell", async () => {
  expect((await workspace.run(["--help"])).stdout).toContain("the length of a word");
  expect((await workspace.run(["completion", "bash"])).stdout).toContain('"retrograd count"');
});
`,
    );
    scratch.replace(
      list,
      "import { addCrossValidate }",
      'import { addCount } from "../commands/count/command.js";\nimport { addCrossValidate }',
    );
    scratch.replace(list, "  addCrossValidate,\n", "  addCount,\n  addCrossValidate,\n");
  },
  touched: [...["command.ts", "count.test.ts", "count.ts"].map((name) => `${folder}/${name}`), list],
  tests: [`${folder}/count.test.ts`],
};
