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

/** Proves every layer and loss of a plugin, or says which promise is broken. */
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

/** A line for each promise, those that are broken with what is wrong, and the sum of it. */
export function showProofs(
  proofs: readonly Proof[],
  { plugin, version }: LoadedPlugin,
  terminal: Terminal,
): void {
  const { colours } = terminal;
  for (const { name, problem } of proofs) {
    if (problem !== undefined)
      terminal.result(`${colours.red("fail")} ${visibleText(name)}\n${behindBar(problem)}`);
    else if (!terminal.quiet) terminal.result(`${colours.green("pass")} ${visibleText(name)}`);
  }
  const broken = proofs.filter(({ problem }) => problem !== undefined).length;
  const sum =
    broken > 0
      ? colours.red(`${broken} of ${formatNumberOf(proofs.length, "promise")} broken`)
      : proofs.length === 0
        ? "it has no layers and no losses"
        : colours.green(`${formatNumberOf(proofs.length, "promise")} kept`);
  terminal.result(`${visibleText(`${plugin.name} ${version}`)}: ${sum}`);
}

/** What is wrong may have lines that the plugin's author chose, which must not pass for ours. */
function behindBar(problem: string): string {
  return problem.replaceAll(/^/gm, "     | ");
}
