import { RetrogradError } from "@retrograd/core";
import * as contracts from "@retrograd/plugin";
import { type Exports, importModule } from "./import-module.js";
import { describeMissing, missingImport } from "./missing-import.js";

const lists = ["layers", "losses", "initializers", "optimizers", "schedules", "metrics", "datasets"] as const;

/** Runs a plugin's file and returns what it exports as default or as `plugin`. name: for messages
 *  @throws RetrogradError E_PLUGIN when it does not load or exports no plugin */
export async function importPlugin(file: string, name: string): Promise<contracts.Plugin> {
  let module: Exports;
  try {
    module = await importModule(file);
  } catch (error) {
    throw new RetrogradError("E_PLUGIN", `the plugin ${name} does not load: ${reasonOf(error, file)}`, {
      cause: error,
    });
  }
  const candidate = [module.default, module.plugin].find(isPlugin);
  if (candidate === undefined) {
    const exportNames = Object.keys(module).join(", ") || "nothing";
    throw new RetrogradError(
      "E_PLUGIN",
      `the plugin ${name} must export what definePlugin({ name, layers, ... }) of @retrograd/plugin returns, as default or as "plugin"; it exports ${exportNames}`,
    );
  }
  return contracts.definePlugin(candidate);
}

function reasonOf(error: unknown, file: string): string {
  const missing = missingImport(error);
  if (missing !== undefined) return describeMissing(missing, file);
  const message = error instanceof Error ? error.message : String(error);
  // from Node, and from jiti, which compiles an import to a property of a module
  const name =
    /does not provide an export named '(\w+)'/.exec(message)?.[1] ??
    /^\(0 ?, _\w+\.(\w+)\) is not a function$/.exec(message)?.[1];
  if (name === undefined) return message;
  const home = Object.hasOwn(contracts, name) ? `: import it from "@retrograd/plugin"` : "";
  return `it imports ${name} from a package that does not export it${home}`;
}

function isPlugin(value: unknown): value is contracts.Plugin {
  if (typeof value !== "object" || value === null || !("name" in value)) return false;
  const record = value as Readonly<Record<string, unknown>>;
  return lists.every((list) => record[list] === undefined || Array.isArray(record[list]));
}
