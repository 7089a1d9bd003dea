import type { PluginImport } from "./print-typescript.js";

/** How a program imports packages of plugins: `@acme/layers-swish` as `layersSwishPlugin`. */
export function pluginImports(names: readonly string[]): readonly PluginImport[] {
  const taken = new Map<string, number>();
  return names.map((from) => {
    const variable = variableFor(from);
    const times = (taken.get(variable) ?? 0) + 1;
    taken.set(variable, times);
    return { variable: times === 1 ? variable : `${variable}${times}`, from };
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
