import type { PluginImport } from "./print-typescript.js";

/** The import of each plugin package, with a unique variable: `@acme/layers-swish` becomes `layersSwishPlugin`. */
export function pluginImports(names: readonly string[]): readonly PluginImport[] {
  const counts = new Map<string, number>();
  return names.map((from) => {
    const variable = variableFor(from);
    const count = (counts.get(variable) ?? 0) + 1;
    counts.set(variable, count);
    return { variable: count === 1 ? variable : `${variable}${count}`, from };
  });
}

function variableFor(name: string): string {
  const [first = "", ...rest] = (name.split("/").at(-1) ?? "")
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== "");
  const words = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)), "Plugin"].join(
    "",
  );
  return /^\d/.test(words) || words === "Plugin" ? `its${words}` : words;
}
