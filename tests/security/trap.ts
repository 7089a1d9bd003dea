import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A working directory full of modules that report when they run, next to a folder of secrets. */
export interface Trap {
  readonly root: string;
  /** Where commands run: holds canaries under every name by which something might be looked up. */
  readonly work: string;
  /** Holds what nobody asked for. */
  readonly outside: string;
  /** The user's settings: none but what a test puts there. */
  readonly config: string;
  /** A folder for NODE_PATH, with a package that reports when it runs. */
  readonly nodePath: string;
  /** Writes a file of the working directory and gives its path. */
  write(name: string, content: string): string;
  /** The modules that have run so far. */
  touched(): readonly string[];
  remove(): void;
}

/** Files of the working directory that report when they run. */
const canaries = [
  "evil.mjs",
  "evil.js",
  "evil.cjs",
  "evil.ts",
  "index.js",
  "plugin.js",
  "plugin.mjs",
  "retrograd.config.js",
  "retrograd.config.mjs",
  "experiment.js",
  "Evil/index.js",
  "plugins/evil.js",
  "node_modules/evil/index.js",
  "node_modules/Evil/index.js",
  "node_modules/@acme/evil/index.js",
  "node_modules/retrograd-layer-evil/index.js",
  "node_modules/@retrograd/evil/index.js",
];

/** Sets a trap in a new folder. */
export function setTrap(): Trap {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "retrograd-security-")));
  const [work, outside, nodePath] = ["work", "outside", "node-path"].map((name) => join(root, name));
  if (work === undefined || outside === undefined || nodePath === undefined) throw new Error("three folders");
  const marker = join(root, "touched");
  const put = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const canary = (path: string) => {
    const telling = `appendFileSync(${JSON.stringify(marker)}, ${JSON.stringify(`${path}\n`)});\n`;
    const isCommon = path.endsWith(".cjs");
    put(
      path,
      (isCommon
        ? 'const { appendFileSync } = require("node:fs");\n'
        : 'import { appendFileSync } from "node:fs";\n') + telling,
    );
  };
  put(marker, "");
  put(join(work, "package.json"), '{ "name": "evil-work", "type": "module", "exports": "./evil.js" }');
  for (const name of canaries) {
    canary(join(work, name));
    const [, owner] = name.match(/^node_modules\/(.*)\/index\.js$/) ?? [];
    if (owner !== undefined) {
      put(
        join(work, "node_modules", owner, "package.json"),
        JSON.stringify({ name: owner, type: "module", exports: "./index.js" }),
      );
    }
  }
  canary(join(nodePath, "evil/index.js"));
  canary(join(nodePath, "node-path-evil/index.js"));
  for (const name of ["evil", "node-path-evil"]) {
    put(join(nodePath, name, "package.json"), JSON.stringify({ name, type: "module", main: "./index.js" }));
  }
  // a list of trusted plugins that is not the user's
  const list = {
    schema: 1,
    plugins: [{ name: "evil", version: "1", file: join(work, "evil.mjs"), sha256: "0" }],
  };
  for (const place of [
    "plugins.json",
    ".config/retrograd/plugins.json",
    ".retrograd/plugins.json",
    "retrograd/plugins.json",
  ]) {
    put(join(work, place), JSON.stringify(list));
  }
  canary(join(outside, "plugin.mjs"));
  put(join(outside, "secret.csv"), "a,b,kind\n1,2,SECRET\n3,4,SECRET\n");
  put(join(outside, "secret.yaml"), "SECRET: 1\n");
  put(join(outside, "secret.json"), '{ "SECRET": 1 }\n');
  put(join(outside, "secret.bin"), "SECRET");
  return {
    root,
    work,
    outside,
    nodePath,
    config: join(root, "config"),
    write: (name, content) => put(join(work, name), content),
    touched: () =>
      readFileSync(marker, "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
