import { pathToFileURL } from "node:url";
import { RetrogradError } from "@retrograd/core";
import { definePlugin, type Plugin } from "@retrograd/network";

const lists = ["layers", "losses", "initializers", "optimizers", "schedules", "metrics", "datasets"] as const;

/** Runs a plugin's file and gives what it exports as default or as `plugin`; `name` is for messages.
 *  @throws RetrogradError E_PLUGIN when it does not load or exports no plugin */
export async function importPlugin(file: string, name: string): Promise<Plugin> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = await importModule(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_PLUGIN", `the plugin ${name} does not load: ${reason}`, { cause: error });
  }
  const candidate = module.default ?? module.plugin;
  if (!isPlugin(candidate)) {
    const found = Object.keys(module).join(", ") || "nothing";
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must export what definePlugin({ name, layers, ... }) of @retrograd/network returns, as default or as "plugin"; it exports ${found}`,
    );
  }
  return definePlugin(candidate);
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { href } = pathToFileURL(file);
  if (!/\.m?ts$/.test(file)) return import(href);
  const { createJiti } = await import("jiti");
  // no cache of compiled code: nothing is written outside the folders that a command names
  return createJiti(href, { fsCache: false, interopDefault: false }).import(file);
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return lists.every((list) => record[list] === undefined || Array.isArray(record[list]));
}
