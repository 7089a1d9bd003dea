import { mkdirSync } from "node:fs";
import { loadPlugins } from "@retrograd/node/command";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";

// a folder outside of every project, without the packages of Retrograd
let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const nameOf = async (file: string) => (await loadPlugins([file], workspace.directory))[0]?.plugin.name;
const refused = (file: string) =>
  nameOf(file).then(
    (name) => `loaded as ${name}`,
    ({ code, message }) => `${code} ${message}`,
  );

// each imports core, plugin or zod
const esModule = `import { RetrogradError } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";
import { z } from "zod";
z.strictObject({});
export default definePlugin({ name: RetrogradError.name });
`;
const commonJs = `const { RetrogradError } = require("@retrograd/core");
const { definePlugin } = require("@retrograd/plugin");
module.exports = definePlugin({ name: RetrogradError.name });
`;
const typed = esModule.replace("RetrogradError.name", "RetrogradError.name as string");
const manifests = {
  'no "type"': '{ "name": "mine" }',
  '"commonjs"': '{ "name": "mine", "type": "commonjs" }',
  '"module"': '{ "name": "mine", "type": "module" }',
  "no package.json": undefined,
};

describe.each(Object.entries(manifests))(
  "with %s, without installed packages of Retrograd",
  (_what, manifest) => {
    beforeEach(() => {
      if (manifest !== undefined) workspace.write("package.json", manifest);
    });

    test.each([
      ["plugin.js", esModule],
      ["plugin.mjs", esModule],
      ["plugin.cjs", commonJs],
      ["plugin.ts", typed],
      ["plugin.mts", typed],
      ["plugin.cts", typed],
    ])("%s loads with the packages of the command", async (file, code) => {
      workspace.write(file, code);
      expect(await nameOf(file)).toBe("RetrogradError");
    });

    test("a helper next to the plugin does too", async () => {
      mkdirSync(workspace.path("lib"));
      workspace.write("lib/name.js", `${esModule}export const name = RetrogradError.name;\n`);
      workspace.write(
        "plugin.mjs",
        'import { name } from "./lib/name.js";\nexport const plugin = { name };\n',
      );
      expect(await nameOf("./plugin.mjs")).toBe("RetrogradError");
    });
  },
);

test("CommonJS in a .js file of a CommonJS package loads", async () => {
  workspace.write("package.json", '{ "type": "commonjs" }');
  workspace.write("own.js", 'module.exports = { name: "own" };\n');
  workspace.write("named.js", 'exports.plugin = { name: "named" };\n');
  workspace.write("ours.js", commonJs);
  expect(await nameOf("own.js")).toBe("own");
  expect(await nameOf("named.js")).toBe("named");
  expect(await nameOf("ours.js")).toBe("RetrogradError");
});

test("a plugin imports the same instances of classes as the command", async () => {
  workspace.write("package.json", '{ "type": "commonjs" }');
  for (const file of ["a.js", "b.ts", "c.mjs"]) {
    const name = `name: ${JSON.stringify(file)}`;
    workspace.write(file, `import { tensor } from "@retrograd/core";\nexport default { ${name}, tensor };\n`);
    const [loaded] = await loadPlugins([file], workspace.directory);
    const { tensor } = await import("@retrograd/core");
    // definePlugin keeps unknown properties
    expect(loaded?.plugin).toMatchObject({ tensor });
  }
});

test.each(["@retrograd/plugin", "@retrograd/network"])(
  "a plugin outside a project imports definePlugin from %s",
  async (source) => {
    workspace.write(
      "outside.mjs",
      `import { definePlugin } from "${source}";\nexport default definePlugin({ name: "outside" });\n`,
    );
    expect(await nameOf("outside.mjs")).toBe("outside");
  },
);

describe("a plugin that imports what is not installed", () => {
  test.each([
    ["a.mjs", 'import pad from "left-pad-of-nobody";\nexport default { name: "a" };\n'],
    ["b.cjs", 'require("left-pad-of-nobody");\nmodule.exports = { name: "a" };\n'],
    ["c.ts", 'import pad from "left-pad-of-nobody/deep";\nexport default { name: pad as string };\n'],
    [
      "d.js",
      'import { z } from "zod";\nimport pad from "left-pad-of-nobody";\nexport default { name: pad };\n',
    ],
    ["e.mjs", 'const { pad } = await import("left-pad-of-nobody");\nexport default { name: pad };\n'],
  ])(
    "is refused by the package's name, the file that imports it, and the command: %s",
    async (file, code) => {
      workspace.write("package.json", '{ "type": "commonjs" }');
      workspace.write(file, code);
      const message = await refused(file);
      expect(message).toMatch(/^E_PLUGIN the plugin [a-e]\.\w+ does not load: /);
      expect(message).toContain(`/${file} imports "left-pad-of-nobody`);
      expect(message).toMatch(/npm install left-pad-of-nobody there$/);
    },
  );

  test.each([
    ["f.mjs", 'import { definePlugin } from "@retrograd/core";\n', "definePlugin"],
    ["g.ts", 'import { defineLayer } from "@retrograd/core";\n', "defineLayer"],
  ])(
    "is refused by the name that its package does not export, and where that is: %s",
    async (file, code, name) => {
      workspace.write(file, `${code}export default ${name}({ name: "a" });\n`);
      expect(await refused(file)).toBe(
        `E_PLUGIN the plugin ${file} does not load: it imports ${name} from a package that does not export it: import it from "@retrograd/plugin"`,
      );
    },
  );

  test("names the helper that imports it, and the scope of the package", async () => {
    workspace.write("helper.mjs", 'import "@nobody/pad/x";\n');
    workspace.write("plugin.mjs", 'import "./helper.mjs";\nexport default { name: "a" };\n');
    const message = await refused("plugin.mjs");
    expect(message).toContain('/helper.mjs imports "@nobody/pad');
    expect(message).toContain("run npm install @nobody/pad there");
  });

  test.each([
    ["plugin.mjs", 'import "./none.mjs";\nexport default { name: "a" };\n'],
    ["plugin.ts", 'import "./none.js";\nexport default { name: "a" };\n'],
  ])("is refused with the missing file: %s", async (file, code) => {
    workspace.write(file, code);
    expect(await refused(file)).toMatch(/plugin\.\w+ imports \S*none\.m?js, which is not there$/);
  });

  test("is refused if it imports a package of Retrograd that does not exist", async () => {
    workspace.write("plugin.mjs", 'import "@retrograd/none";\nexport default { name: "a" };\n');
    expect(await refused("plugin.mjs")).toContain('plugin.mjs imports "@retrograd/none", but the package');
  });
});
