import type { Plugin, Registry } from "@retrograd/plugin";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { shellWord } from "../diagnostics/shell-word.js";

/** The names of plugins in `requires`. Values that are not texts are left out; the schema of the experiment reports them. */
export function requiredPlugins(requires: unknown): readonly string[] {
  if (!Array.isArray(requires)) return [];
  return requires
    .filter((requirement) => typeof requirement === "string" && requirement !== "")
    .map((requirement) => requirementOf(requirement).name);
}

/** Checks that each required plugin is loaded, in the required version. Does not load plugins. */
export function checkRequires(requires: unknown, registry: Registry): readonly Mistake[] {
  if (!Array.isArray(requires)) return [];
  const candidates = registry.plugins.map((plugin) => plugin.name);
  return requires.flatMap((requirement: unknown, index): readonly Mistake[] => {
    if (typeof requirement !== "string" || requirement === "") return [];
    const { name, range } = requirementOf(requirement);
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
    version === undefined
      ? `require "${name}" without a range`
      : "load another version, or require the loaded one";
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
function requirementOf(requirement: string): { readonly name: string; readonly range?: string } {
  // an @ at index 0 starts the scope of a package
  const separator = requirement.indexOf("@", 1);
  if (separator < 0) return { name: requirement };
  return { name: requirement.slice(0, separator), range: requirement.slice(separator + 1).trim() };
}
