import { RetrogradError, visibleText } from "@retrograd/core";
import { readTrustList, trustListPath, writeTrustList } from "@retrograd/node/command";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

/** Arguments of `retrograd plugins untrust`. */
export interface UntrustArguments extends OutputFlags {
  readonly name: string;
}

/** Removes a plugin from the trust list. */
export async function untrust(args: UntrustArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const plugins = readTrustList(environment);
  const others = plugins.filter(({ name }) => name !== args.name);
  if (others.length === plugins.length) {
    const names = plugins.map(({ name }) => name).join(", ") || "none";
    throw new RetrogradError(
      "E_PLUGIN",
      visibleText(`the plugin ${args.name} is not trusted. Trusted: ${names}`),
    );
  }
  writeTrustList(others, environment);
  terminal.result(`${visibleText(args.name)} is no longer trusted`);
  terminal.document({ path: trustListPath(environment), name: args.name });
  return exitCodes.ok;
}
