import { RetrogradError, visibleText } from "@retrograd/core";
import {
  isProved,
  type LoadedPlugin,
  loadPlugins,
  provePlugin,
  readTrustList,
  trustListPath,
  trustStateOf,
  writeTrustList,
} from "@retrograd/node/command";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { renderTable } from "../terminal/table.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";
import { showProofs } from "./plugin-check.js";

/** Lists the plugins that the user trusts. Runs none of their code. */
export async function list(flags: OutputFlags, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, flags);
  const plugins = readTrustList(environment).map((plugin) => ({ ...plugin, state: trustStateOf(plugin) }));
  terminal.document({ path: trustListPath(environment), plugins });
  if (plugins.length === 0) {
    terminal.note("no plugin is trusted; retrograd plugins trust NAME trusts one");
    return exitCodes.ok;
  }
  const { colours } = terminal;
  const columns = ["plugin", "version", "state", "file"].map((heading) => ({ heading }));
  const rows = plugins.map(({ name, version, state, file }) => [
    name,
    version,
    state === "ok" ? colours.green(state) : colours.red(state),
    file,
  ]);
  terminal.result(renderTable(columns, rows, colours));
  return exitCodes.ok;
}

/** Arguments of `retrograd plugins trust`. */
export interface TrustArguments extends OutputFlags {
  readonly name: string;
  readonly check?: boolean | undefined;
}

/** Puts a plugin on the trust list, as it is now: its file and the hash of its code. */
export async function trust(args: TrustArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const [loaded] = await loadPlugins([args.name], environment.directory);
  if (loaded === undefined)
    throw new RetrogradError("E_PLUGIN", `there is no plugin ${visibleText(args.name)}`);
  if (args.check === true) {
    const proofs = provePlugin(loaded.plugin);
    if (!isProved(proofs)) {
      showProofs(proofs, loaded, terminal);
      terminal.warn(
        `${visibleText(loaded.plugin.name)} is not trusted: a promise of its layers does not hold`,
      );
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

/** Arguments of `retrograd plugins untrust`. */
export interface UntrustArguments extends OutputFlags {
  readonly name: string;
}

/** Takes a plugin off the trust list. */
export async function untrust(args: UntrustArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const plugins = readTrustList(environment);
  const others = plugins.filter(({ name }) => name !== args.name);
  if (others.length === plugins.length) {
    const known = plugins.map(({ name }) => name).join(", ") || "none";
    throw new RetrogradError(
      "E_PLUGIN",
      visibleText(`the plugin ${args.name} is not trusted. Trusted: ${known}`),
    );
  }
  writeTrustList(others, environment);
  terminal.result(`${visibleText(args.name)} is trusted no longer`);
  terminal.document({ path: trustListPath(environment), name: args.name });
  return exitCodes.ok;
}
