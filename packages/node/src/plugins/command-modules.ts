import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// what plugins are made of: our packages with their entries, and the library of their options
const specifiers = /["'](@retrograd\/[a-z-]+(?:\/[a-z-]+)*|zod)["']/g;

/** Whether the command can provide a package to a plugin that does not find it. */
export function isLent(packageName: string): boolean {
  return packageName.startsWith("@retrograd/") || packageName === "zod";
}

/** The command's own modules that the texts of a plugin import, by specifier. With them a plugin shares the command's
 *  classes and tensors, whatever its folder. Modules that the command does not have are left out. */
export async function commandModules(texts: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(specifiers)].map(([, name = ""]) => name)));
  const entries = await Promise.all(
    [...names].map(async (name) => {
      try {
        const module: unknown = await (name === "zod" ? importZod() : import(name));
        return [[name, module] as const];
      } catch {
        return [];
      }
    }),
  );
  return Object.fromEntries(entries.flat());
}

/** zod is a dependency of the packages, but not of the bundled command. */
async function importZod(): Promise<unknown> {
  const layers = createRequire(import.meta.url).resolve("@retrograd/layers/package.json");
  return import(pathToFileURL(createRequire(layers).resolve("zod")).href);
}
