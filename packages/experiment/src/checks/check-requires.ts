import type { Plugin, Registry } from "@retrograd/plugin";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { shellWord } from "../diagnostics/shell-word.js";

/** The names of plugins in `requires`. Other values are left out; the check of the section reports them. */
export function requiredPlugins(requires: unknown): readonly string[] {
  if (!Array.isArray(requires)) return [];
  return requires.filter((need) => typeof need === "string" && need !== "").map((need) => needOf(need).name);
}

/** Checks that each required plugin is loaded, in the required version. Loads nothing. */
export function checkRequires(requires: unknown, registry: Registry): readonly Mistake[] {
  if (!Array.isArray(requires)) return [];
  const candidates = registry.plugins.map((plugin) => plugin.name);
  return requires.flatMap((need: unknown, index): readonly Mistake[] => {
    if (typeof need !== "string" || need === "") return [];
    const { name, range } = needOf(need);
    const position = { path: ["requires", index], at: "value" } as const;
    if (range !== undefined && (range === "" || validRange(range) === null)) {
      const expected = "a plugin name, or name@range such as @acme/swish@^1.2";
      const message = `${JSON.stringify(range)} is not a version range: write it like "${name}@^1.2" or "${name}@>=1.2 <3"`;
      return [{ code: "RG5002", ...position, message, expected }];
    }
    const plugin = registry.plugins.find((loaded) => loaded.name === name);
    if (plugin !== undefined)
      return checkVersion(plugin, range).map((mistake) => ({ ...position, ...mistake }));
    const argument = shellWord(name);
    const message = `needs the plugin ${JSON.stringify(name)}, which is not loaded: load it with --plugin ${argument}, or permanently with retrograd plugins trust ${argument}`;
    return [{ code: "RG5001", ...position, message, word: name, candidates }];
  });
}

function checkVersion(
  { name, version }: Plugin,
  range: string | undefined,
): readonly Pick<Mistake, "code" | "message" | "expected" | "got">[] {
  if (range === undefined) return [];
  if (version !== undefined && satisfies(version, range, { includePrerelease: true })) return [];
  const actual = version === undefined ? "the loaded plugin has no version" : `version ${version} is loaded`;
  const fix =
    version === undefined ? `require "${name}" without a range` : "load another version, or require this one";
  return [
    {
      code: "RG5002",
      message: `needs ${name} ${range}, but ${actual}: ${fix}`,
      expected: `${name} ${range}`,
      got: version ?? "no version",
    },
  ];
}

/** Splits an item of `requires`: `@acme/swish@^1.2` is the plugin `@acme/swish` with the range `^1.2`. */
function needOf(need: string): { readonly name: string; readonly range?: string } {
  // an @ at index 0 starts the scope of a package
  const separator = need.indexOf("@", 1);
  if (separator < 0) return { name: need };
  return { name: need.slice(0, separator), range: need.slice(separator + 1).trim() };
}
