import { mkdirSync, symlinkSync } from "node:fs";
import { loadPlugins, versionOf } from "@retrograd/node/command";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const codeOf = (message: RegExp) =>
  expect.objectContaining({ code: "E_PLUGIN", message: expect.stringMatching(message) });

const load = async (...names: readonly string[]) => loadPlugins(names, workspace.directory);

/** Installs a package with one file in the workspace. */
function install(name: string, manifest: object, code: string): void {
  const folder = workspace.path("node_modules", name);
  mkdirSync(folder, { recursive: true });
  workspace.write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: "module", ...manifest }));
  workspace.write(`node_modules/${name}/index.js`, code);
}

describe("a plugin", () => {
  test.each(["export default", "export const plugin ="])("comes from a file by %s", async (how) => {
    const file = `${how.length}.mjs`;
    workspace.write(file, `${how} { name: "mine", version: "2.0.0" };\n`);
    const [loaded] = await load(`./${file}`);
    expect(loaded).toMatchObject({ plugin: { name: "mine" }, version: "2.0.0", from: `./${file}` });
    expect(loaded?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("comes from TypeScript with its imports, without leaving files", async () => {
    workspace.write(
      "typed.ts",
      'import { definition } from "./name.js";\nexport default definition satisfies object;\n',
    );
    workspace.write(
      "name.ts",
      'enum Name { Mine = "typed" }\nexport const definition = { name: Name.Mine as string };\n',
    );
    const [loaded] = await load("typed.ts");
    expect(loaded?.plugin.name).toBe("typed");
    expect(loaded?.version).toBe("unknown");
  });

  test.each([
    ["exports a file", { exports: "./index.js" }],
    ["exports for import alone", { exports: { ".": { import: "./index.js" } } }],
    ["has a main file", { main: "./index.js" }],
  ])("comes from an installed package that %s, with the package's version", async (what, manifest) => {
    const name = `@acme/${what.replaceAll(" ", "-")}`;
    install(
      name,
      { ...manifest, version: "1.2.3" },
      `export default { name: "${name}", version: "0.0.0" };\n`,
    );
    const [loaded] = await load(name);
    expect(loaded).toMatchObject({ plugin: { name }, version: "1.2.3", from: name });
  });

  test("that is listed several times, also through a link, is loaded once", async () => {
    workspace.write("once.mjs", 'export default { name: "once" };\n');
    symlinkSync("once.mjs", workspace.path("again.mjs"));
    expect(await load("./once.mjs", "once.mjs", "./again.mjs")).toHaveLength(1);
  });
});

describe("the hash of a plugin", () => {
  const hash = async (file: string) => (await load(file))[0]?.sha256;

  test("depends on the code of the file and its imports, not on the folder", async () => {
    for (const folder of ["here", "there"]) {
      mkdirSync(workspace.path(folder));
      workspace.write(
        `${folder}/plugin.mjs`,
        'import { name } from "./a/name.mjs";\nexport default { name };\n',
      );
      mkdirSync(workspace.path(folder, "a"));
      workspace.write(`${folder}/a/name.mjs`, 'export const name = "hashed";\n');
    }
    const before = await hash("./here/plugin.mjs");
    expect(await hash("./there/plugin.mjs")).toBe(before);
    workspace.write("there/other.mjs", "export {};\n");
    expect(await hash("./there/plugin.mjs")).toBe(before);
    workspace.write("there/a/name.mjs", 'export const name = "other";\n');
    expect(await hash("./there/plugin.mjs")).not.toBe(before);
  });
});

describe("is refused when it", () => {
  test("does not exist", async () => {
    await expect(load("./none.mjs")).rejects.toEqual(codeOf(/no plugin file/));
    await expect(load("none")).rejects.toEqual(codeOf(/npm install none/));
  });

  test.each([
    ["./layer.txt", /\.js, \.mjs, \.cjs, \.ts, \.mts or \.cts/],
    ["fs", /is not installed/],
    ["node:fs", /must be the name of an installed package/],
    ["data:text/javascript,export default {}", /must be the name of an installed package/],
    ["file:///tmp/a.js", /must be the name of an installed package/],
    ["https://example.org/a.mjs", /must be the name of an installed package/],
    ["@acme/../../a", /must be the name of an installed package/],
  ])("is named %s", async (name, message) => {
    await expect(load(name)).rejects.toEqual(codeOf(message));
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
    await expect(load(`./${file}`)).rejects.toEqual(codeOf(message));
  });

  test("has the name of another one, with version and path of both", async () => {
    for (const version of ["1.0.0", "2.0.0"]) {
      workspace.write(`v${version}.mjs`, `export default { name: "twice", version: "${version}" };\n`);
    }
    await expect(load("./v1.0.0.mjs", "./v2.0.0.mjs")).rejects.toEqual(
      codeOf(
        /twice is loaded twice, version 1\.0\.0 in \S+v1\.0\.0\.mjs and version 2\.0\.0 in \S+v2\.0\.0\.mjs/,
      ),
    );
  });

  test("is made for another version of Retrograd, before its code runs", async () => {
    const peerDependencies = { "@retrograd/plugin": "^99.0.0" };
    install("@acme/future", { exports: "./index.js", peerDependencies }, 'throw new Error("ran");\n');
    const ours = versionOf("@retrograd/plugin");
    await expect(load("@acme/future")).rejects.toEqual(
      codeOf(new RegExp(`is made for @retrograd/plugin \\^99\\.0\\.0, but this is ${ours}`)),
    );
  });

  test("brings another version of core with it, before its code runs", async () => {
    install("@acme/old", { exports: "./index.js" }, 'throw new Error("ran");\n');
    mkdirSync(workspace.path("node_modules/@acme/old/node_modules/@retrograd/core"), { recursive: true });
    workspace.write(
      "node_modules/@acme/old/node_modules/@retrograd/core/package.json",
      '{ "name": "@retrograd/core", "version": "77.0.0" }',
    );
    await expect(load("@acme/old")).rejects.toEqual(
      codeOf(/would import @retrograd\/core 77\.0\.0.*peerDependencies/),
    );
  });
});

test("a built-in name cannot be replaced", async () => {
  workspace.write(
    "relu.mjs",
    `const options = { "~standard": { version: 1, vendor: "t", validate: (value) => ({ value }) } };
     export default { name: "mine", layers: [{ type: "Relu", summary: "", options, create: () => ({}) }] };`,
  );
  const { code, stderr } = await workspace.run(["plugins", "check", "./relu.mjs"]);
  expect(code).toBe(2);
  expect(stderr).toContain('the layer "Relu" is registered twice, by @retrograd/layers and by mine');
});
