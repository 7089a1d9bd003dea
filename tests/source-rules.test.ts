import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../packages", import.meta.url));

/** What a package may import of ours: the arrows of the architecture. Tests may use what they like. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  "engine-blas": ["core"],
  plugin: ["core"],
  network: ["core", "plugin"],
  testing: ["core", "plugin"],
  "layer-options": ["plugin"],
  layers: ["core", "plugin", "layer-options"],
  "layers-conv": ["core", "plugin", "layer-options"],
  "layers-norm": ["core", "plugin", "layer-options"],
  "layers-recurrent": ["core", "plugin", "layer-options"],
  "layers-attention": ["core", "plugin", "layer-options"],
  experiment: ["core", "plugin", "network"],
  data: ["core", "plugin"],
  gradcheck: ["core", "plugin", "network"],
  trainer: ["core", "plugin", "network", "data"],
  runs: ["core", "plugin", "network", "data", "trainer"],
  typescript: ["core", "experiment"],
  node: [
    "core",
    "engine-blas",
    "plugin",
    "network",
    "layers",
    "layers-conv",
    "layers-norm",
    "layers-recurrent",
    "layers-attention",
    "experiment",
    "typescript",
    "data",
    "gradcheck",
    "trainer",
    "runs",
  ],
  cli: [
    "core",
    "plugin",
    "network",
    "experiment",
    "typescript",
    "data",
    "gradcheck",
    "trainer",
    "runs",
    "node",
  ],
};

/** Packages that only the bundle of the command imports, not its sources. */
const ofTheBundle: Readonly<Record<string, readonly string[]>> = { cli: ["@retrograd/engine-blas"] };

/** A source file that is published. */
interface Source {
  readonly owner: string;
  /** From the folder of the packages: "core/src/tensor.ts". */
  readonly path: string;
  readonly text: string;
}

const everySource = readdirSync(packages).flatMap((owner) => sourcesOf(owner));
const published = everySource.filter(({ path }) => !path.endsWith(".test.ts"));

function sourcesOf(owner: string): readonly Source[] {
  const entries = readdirSync(join(packages, owner, "src"), { recursive: true, encoding: "utf8" });
  return entries
    .filter((entry) => entry.endsWith(".ts") && !entry.split(sep).includes("embedded"))
    .map((entry) => {
      const path = join(owner, "src", entry);
      return { owner, path, text: readFileSync(join(packages, path), "utf8") };
    });
}

/** The modules that a file imports or re-exports, statically or not; not those of programs that it writes. */
function importsOf({ text }: Source): readonly string[] {
  const imports = text
    .replace(/\breturn `[^`]*`/g, "")
    .matchAll(/^(?:import|export)\s[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...imports].map(([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? "");
}

describe("the sources follow the rules of CONTRIBUTING.md", () => {
  test("no file has more than 400 lines", () => {
    const lengths = everySource.map(({ path, text }) => [path, text.trimEnd().split("\n").length] as const);
    expect(lengths.filter(([, lines]) => lines > 400)).toEqual([]);
  });

  test("files of users are read through core's plain-file, so that no pipe or device is waited for", () => {
    // in addition: files of the system and of our packages
    const mayRead = ["core/src/node/plain-file.ts", "core/src/node/cpu-quota.ts", "node/src/versions.ts"];
    const readers = published.filter(({ text }) =>
      /import \{[^}]*\b(?:readFile|readFileSync|createReadStream)\b[^}]*\} from "(?:node:)?fs(?:\/promises)?"/.test(
        text,
      ),
    );
    expect(readers.map(({ path }) => path.split(sep).join("/")).sort()).toEqual(mayRead.sort());
  });

  test("every package has its place among the arrows of the architecture", () => {
    expect(new Set(published.map(({ owner }) => owner))).toEqual(new Set(Object.keys(mayImport)));
  });

  test.each(Object.entries(mayImport))("%s imports of ours only [%s]", (owner, allowed) => {
    const ours = published
      .filter((source) => source.owner === owner)
      .flatMap((source) =>
        importsOf(source)
          .filter((name) => name.startsWith("@retrograd/"))
          .map((name) => name.split("/")[1]),
      );
    expect([...new Set(ours)].filter((name) => !allowed.includes(name ?? ""))).toEqual([]);
  });

  test("every package declares what it imports of ours, and nothing more", () => {
    for (const owner of Object.keys(mayImport)) {
      const { dependencies = {} } = JSON.parse(readFileSync(join(packages, owner, "package.json"), "utf8"));
      const declared = Object.keys(dependencies).filter((name) => name.startsWith("@retrograd/"));
      const imported = published
        .filter((source) => source.owner === owner)
        .flatMap(importsOf)
        .filter((name) => name.startsWith("@retrograd/"))
        .map((name) => name.split("/", 2).join("/"));
      expect(new Set(declared), owner).toEqual(new Set([...imported, ...(ofTheBundle[owner] ?? [])]));
    }
  });

  test("no import reaches into another package's files", () => {
    const reaching = everySource.flatMap((source) =>
      importsOf(source)
        .filter((name) => reachesOut(source, name))
        .map((name) => `${source.path}: ${name}`),
    );
    expect(reaching).toEqual([]);
  });

  test("no file's imports lead back to it", () => {
    const paths = new Set(published.map(({ path }) => path));
    const imports = new Map(
      published.map((source) => [
        source.path,
        importsOf(source)
          .filter((name) => name.startsWith("."))
          .map((name) => join(dirname(source.path), name.replace(/\.js$/, ".ts")))
          .filter((path) => paths.has(path)),
      ]),
    );
    const reachable = (path: string, seen: Set<string>): Set<string> => {
      for (const next of imports.get(path) ?? []) {
        if (!seen.has(next)) reachable(next, seen.add(next));
      }
      return seen;
    };
    expect([...paths].filter((path) => reachable(path, new Set()).has(path))).toEqual([]);
  });

  test("a FinalizationRegistry lives as long as its module: V8 calls none back once one with due callbacks is freed", () => {
    const short = published.filter(
      ({ text }) =>
        text.split("new FinalizationRegistry").length !==
        text.split(/^const \w+ = new FinalizationRegistry/m).length,
    );
    expect(short.map(({ path }) => path)).toEqual([]);
  });

  test("layers compute with the operations of core alone, so that their bits are the same on every machine", () => {
    // rounded exactly everywhere: sqrt, and what only compares or rounds
    const inexact = /\bMath\.(?!sqrt\b|abs\b|sign\b|max\b|min\b|floor\b|ceil\b|round\b|trunc\b|[A-Z])\w+/g;
    const wrong = published
      .filter(({ owner }) => /^layers(-|$)/.test(owner))
      .flatMap(({ path, text }) => [...text.matchAll(inexact)].map(([name]) => `${path}: ${name}`));
    expect(wrong).toEqual([]);
  });

  test("index.ts only re-exports", () => {
    for (const { path, text } of published.filter((source) => source.path.endsWith(`${sep}index.ts`))) {
      const rest = text
        .replaceAll(/^export (type )?\{[^}]*\} from "[^"]+";$/gm, "")
        // a table or a list whose rows are all public
        .replaceAll(
          /^export \* from ".\/(ops\/elementwise|layers|joints|losses|initializers|optimizers\/optimizers).js";$/gm,
          "",
        )
        .replaceAll(/^\/\/.*$/gm, "");
      expect(rest.trim(), path).toBe("");
    }
  });

  test("no package has default exports, files of odds and ends, or notes of things to do", () => {
    const wrong = published.filter(
      ({ path, text }) =>
        /^export default/m.test(text) ||
        /\b(utils?|helpers?|common|misc)\.ts$/.test(path) ||
        /\b(TODO|FIXME)\b/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

function reachesOut({ owner, path }: Source, name: string): boolean {
  if (name.startsWith(".")) {
    const target = resolve(packages, dirname(path), name);
    return !target.startsWith(join(packages, owner) + sep);
  }
  if (!name.startsWith("@retrograd/")) return false;
  // a package's entries are those that it exports
  const [, target = "", ...entry] = name.split("/");
  const { exports } = JSON.parse(readFileSync(join(packages, target, "package.json"), "utf8"));
  return !Object.hasOwn(exports, [".", ...entry].join("/"));
}
