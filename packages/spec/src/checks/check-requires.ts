import type { Registry } from "@retrograd/network";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { shellWord } from "../diagnostics/shell-word.js";
import { asMapping } from "./plain-mapping.js";

/** The names in a file's `requires`; what is no name is left to the check of the section. */
export function requiredPlugins(raw: unknown): readonly string[] {
  const requires = asMapping(raw)?.requires;
  return Array.isArray(requires) ? requires.filter((name) => typeof name === "string" && name !== "") : [];
}

/** A mistake for each plugin that a file needs and that is not loaded. Loads nothing. */
export function checkRequires(requires: unknown, registry: Registry): readonly Mistake[] {
  if (!Array.isArray(requires)) return [];
  const known = registry.plugins.map((plugin) => plugin.name);
  return requires.flatMap((name: unknown, index): readonly Mistake[] => {
    if (typeof name !== "string" || name === "" || known.includes(name)) return [];
    const argument = shellWord(name);
    const message = `needs the plugin ${JSON.stringify(name)}, which is not loaded: load it with --plugin ${argument}, or for good with retrograd plugins trust ${argument}`;
    return [{ code: "RG5001", path: ["requires", index], at: "value", message, word: name, known }];
  });
}
