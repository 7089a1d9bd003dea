import { RetrogradError, visibleText } from "@retrograd/core";
import {
  isProved,
  type LoadedPlugin,
  loadPlugins,
  provePlugin,
  readTrustList,
  trustListPath,
  writeTrustList,
} from "@retrograd/node/command";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";
import { showProofs } from "../check/check.js";

/** Arguments of `retrograd plugins trust`. */
export interface TrustArguments extends OutputFlags {
  readonly name: string;
  readonly check?: boolean | undefined;
}

/** Adds a plugin to the trust list, with its file and the hash of its current code. */
export async function trust(args: TrustArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const [loaded] = await loadPlugins([args.name], environment.directory);
  if (loaded === undefined)
    throw new RetrogradError("E_PLUGIN", `there is no plugin ${visibleText(args.name)}`);
  if (args.check === true) {
    const proofs = provePlugin(loaded.plugin);
    if (!isProved(proofs)) {
      showProofs(proofs, loaded, terminal);
      terminal.warn(`${visibleText(loaded.plugin.name)} is not trusted: a check of its layers fails`);
      return exitCodes.failed;
    }
  }
  const entry = trustedFrom(loaded);
  const others = readTrustList(environment).filter(({ name }) => name !== entry.name);
  writeTrustList([...others, entry], environment);
  terminal.result(
    visibleText(
      `${entry.name} ${entry.version} is trusted: its code in ${entry.file} runs where it is required`,
    ),
  );
  terminal.document({ path: trustListPath(environment), plugin: entry });
  return exitCodes.ok;
}

function trustedFrom({ plugin, version, file, sha256 }: LoadedPlugin) {
  return { name: plugin.name, version, file, sha256 };
}
