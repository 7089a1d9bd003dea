import { RetrogradError } from "@retrograd/core";
import { definePlugin, type Plugin } from "@retrograd/plugin";
import { type Exports, importModule } from "./import-module.js";
import { describeMissing, missingImport } from "./missing-import.js";

const lists = ["layers", "losses", "initializers", "optimizers", "schedules", "metrics", "datasets"] as const;

/** Runs a plugin's file and returns what it exports as default or as `plugin`. name: for messages
 *  @throws RetrogradError E_PLUGIN when it does not load or exports no plugin */
export async function importPlugin(file: string, name: string): Promise<Plugin> {
  let module: Exports;
  try {
    module = await importModule(file);
  } catch (error) {
    const missing = missingImport(error);
    const reason =
      missing !== undefined
        ? describeMissing(missing, file)
        : error instanceof Error
          ? error.message
          : String(error);
    throw new RetrogradError("E_PLUGIN", `the plugin ${name} does not load: ${reason}`, { cause: error });
  }
  const candidate = [module.default, module.plugin].find(isPlugin);
  if (candidate === undefined) {
    const exportNames = Object.keys(module).join(", ") || "nothing";
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must export what definePlugin({ name, layers, ... }) of @retrograd/plugin returns, as default or as "plugin"; it exports ${exportNames}`,
    );
  }
  return definePlugin(candidate);
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return lists.every((list) => record[list] === undefined || Array.isArray(record[list]));
}
