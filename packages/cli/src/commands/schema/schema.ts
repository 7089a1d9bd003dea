import { experimentJsonSchema } from "@retrograd/experiment";
import { loadRegistry } from "@retrograd/node/command";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";

/** Arguments of `retrograd schema`. */
export interface SchemaArguments {
  readonly plugin?: readonly string[] | undefined;
}

/** Prints the JSON Schema of experiment files, with everything that the plugins register. */
export async function schema({ plugin }: SchemaArguments, environment: Environment): Promise<number> {
  const { registry } = await loadRegistry(plugin, environment);
  environment.stdout.write(`${JSON.stringify(experimentJsonSchema(registry), null, 2)}\n`);
  return exitCodes.ok;
}
