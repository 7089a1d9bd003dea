import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { loadPlugins } from "./plugins.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const codeOf = (message: RegExp) =>
  expect.objectContaining({ code: "E_PLUGIN", message: expect.stringMatching(message) });

describe("a plugin", () => {
  test.each(["export default", "export const plugin ="])("comes from a file by %s", async (how) => {
    const file = `${how.length}.mjs`;
    workspace.write(file, `${how} { name: "mine", version: "2.0.0" };\n`);
    const loaded = await loadPlugins([`./${file}`], workspace.directory);
    expect(loaded).toEqual([{ plugin: { name: "mine", version: "2.0.0" }, from: `./${file}` }]);
  });

  test("comes from a package that is installed where the command runs", async () => {
    mkdirSync(workspace.path("node_modules", "swish"), { recursive: true });
    workspace.write(
      "node_modules/swish/package.json",
      '{ "name": "swish", "type": "module", "exports": "./index.js" }',
    );
    workspace.write("node_modules/swish/index.js", 'export default { name: "swish" };\n');
    const [loaded] = await loadPlugins(["swish"], workspace.directory);
    expect(loaded?.plugin.name).toBe("swish");
  });
});

describe("is refused when it", () => {
  test("is not there", async () => {
    await expect(loadPlugins(["./none.mjs"], workspace.directory)).rejects.toEqual(codeOf(/no plugin file/));
    await expect(loadPlugins(["none"], workspace.directory)).rejects.toEqual(codeOf(/npm install none/));
  });

  test("is no JavaScript file", async () => {
    await expect(loadPlugins(["./layer.ts"], workspace.directory)).rejects.toEqual(codeOf(/\.js or \.mjs/));
  });

  test.each([
    ["throws", 'throw new Error("broken");', /does not load: broken/],
    ["exports no plugin", "export const layers = [];", /must export what definePlugin.*it exports layers/],
    ["exports a plugin with a wrong list", 'export default { name: "a", layers: {} };', /must export/],
    ["exports a layer without a type", 'export default { name: "a", layers: [{}] };', /needs a "type"/],
    ["has no name", "export default { name: 3 };", /"name" must be/],
  ])("%s", async (what, content, message) => {
    const file = `${what.replaceAll(" ", "-")}.mjs`;
    workspace.write(file, `${content}\n`);
    await expect(loadPlugins([`./${file}`], workspace.directory)).rejects.toEqual(codeOf(message));
  });
});
