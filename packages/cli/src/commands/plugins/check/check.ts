import { RetrogradError, visibleText } from "@retrograd/core";
import { isProved, type LoadedPlugin, loadPlugins, type Proof, provePlugin } from "@retrograd/node/command";
import { formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../../terminal/terminal.js";

/** Arguments of `retrograd plugins check`. */
export interface PluginCheckArguments extends OutputFlags {
  readonly name: string;
}

/** Proves every layer and loss of a plugin, or shows which checks fail. */
export async function check(args: PluginCheckArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const [loaded] = await loadPlugins([args.name], environment.directory);
  if (loaded === undefined)
    throw new RetrogradError("E_PLUGIN", `there is no plugin ${visibleText(args.name)}`);
  const proofs = provePlugin(loaded.plugin);
  showProofs(proofs, loaded, terminal);
  const { plugin, version, file, sha256 } = loaded;
  terminal.document({ name: plugin.name, version, file, sha256, ok: isProved(proofs), proofs });
  return isProved(proofs) ? exitCodes.ok : exitCodes.failed;
}

/** Prints a line for each check, with the problem if it fails, and a summary. */
export function showProofs(
  proofs: readonly Proof[],
  { plugin, version }: LoadedPlugin,
  terminal: Terminal,
): void {
  const { colours } = terminal;
  for (const { name, problem } of proofs) {
    if (problem !== undefined)
      terminal.result(`${colours.red("fail")} ${visibleText(name)}\n${withBar(problem)}`);
    else if (!terminal.quiet) terminal.result(`${colours.green("pass")} ${visibleText(name)}`);
  }
  const failed = proofs.filter(({ problem }) => problem !== undefined).length;
  const summary =
    failed > 0
      ? colours.red(`${failed} of ${formatNumberOf(proofs.length, "check")} failed`)
      : proofs.length === 0
        ? "it has no layers and no losses"
        : colours.green(`${formatNumberOf(proofs.length, "check")} passed`);
  terminal.result(`${visibleText(`${plugin.name} ${version}`)}: ${summary}`);
}

/** A problem may contain lines of the plugin, which must not look like lines of Retrograd. */
function withBar(problem: string): string {
  return problem.replaceAll(/^/gm, "     | ");
}
