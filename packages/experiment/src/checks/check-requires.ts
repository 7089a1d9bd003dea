import type { Plugin, Registry } from "@retrograd/plugin";
import satisfies from "semver/functions/satisfies.js";
import validRange from "semver/ranges/valid.js";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { shellWord } from "../diagnostics/shell-word.js";
import { asMapping } from "./plain-mapping.js";

/** The names in a file's `requires`; what is no name is left to the check of the section. */
export function requiredPlugins(raw: unknown): readonly string[] {
  const requires = asMapping(raw)?.requires;
  if (!Array.isArray(requires)) return [];
  return requires.filter((need) => typeof need === "string" && need !== "").map((need) => needOf(need).name);
}

/** A mistake for each plugin that a file needs and that is not loaded, or not in the version that it needs. Loads nothing. */
export function checkRequires(requires: unknown, registry: Registry): readonly Mistake[] {
  if (!Array.isArray(requires)) return [];
  const candidates = registry.plugins.map((plugin) => plugin.name);
  return requires.flatMap((need: unknown, index): readonly Mistake[] => {
    if (typeof need !== "string" || need === "") return [];
    const { name, range } = needOf(need);
    const place = { path: ["requires", index], at: "value" } as const;
    if (range !== undefined && (range === "" || validRange(range) === null)) {
      const expected = "a plugin's name, or name@range of versions such as @acme/swish@^1.2";
      const message = `asks for versions ${JSON.stringify(range)} of ${name}, which is no range: write such as "${name}@^1.2" or "${name}@>=1.2 <3"`;
      return [{ code: "RG5002", ...place, message, expected }];
    }
    const plugin = registry.plugins.find((loaded) => loaded.name === name);
    if (plugin !== undefined) return versionMistakes(plugin, range).map((found) => ({ ...place, ...found }));
    const argument = shellWord(name);
    const message = `needs the plugin ${JSON.stringify(name)}, which is not loaded: load it with --plugin ${argument}, or for good with retrograd plugins trust ${argument}`;
    return [{ code: "RG5001", ...place, message, word: name, candidates }];
  });
}

function versionMistakes(
  { name, version }: Plugin,
  range: string | undefined,
): readonly Pick<Mistake, "code" | "message" | "expected" | "got">[] {
  if (range === undefined) return [];
  if (version !== undefined && satisfies(version, range, { includePrerelease: true })) return [];
  const is =
    version === undefined ? "the one that is loaded does not say its version" : `${version} is loaded`;
  const mend =
    version === undefined ? `ask for "${name}" without a range` : "load another version, or ask for this one";
  return [
    {
      code: "RG5002",
      message: `needs ${name} ${range}, but ${is}: ${mend}`,
      expected: `${name} ${range}`,
      got: version ?? "no version",
    },
  ];
}

/** A need taken apart: `@acme/swish@^1.2` is `@acme/swish` in the versions `^1.2`. */
function needOf(need: string): { readonly name: string; readonly range?: string } {
  // a first @ begins the scope of a package
  const at = need.indexOf("@", 1);
  return at < 0 ? { name: need } : { name: need.slice(0, at), range: need.slice(at + 1).trim() };
}
