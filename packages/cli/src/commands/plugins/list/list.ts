import { readTrustList, trustListPath, trustStateOf } from "@retrograd/node/command";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { renderTable } from "../../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

/** Lists the trusted plugins. Runs none of their code. */
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
