import { RetrogradError, visibleText } from "@retrograd/core";
import { builtinData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import {
  chooseEngine,
  type EngineLack,
  ownVersion,
  packages,
  subnormalSlowdown,
  versionOf,
} from "@retrograd/node/command";
import type { DatasetDefinition } from "@retrograd/plugin";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { renderTable } from "../../terminal/table.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";

/** Arguments of `retrograd doctor`. */
export interface DoctorArguments extends OutputFlags {
  readonly dataDir?: string | undefined;
}

interface DataSetState {
  readonly name: string;
  readonly isAvailable: boolean;
  /** Why it is not available. */
  readonly problem?: string;
  readonly places?: readonly string[];
}

// slowdown factor from which doctor reports subnormal numbers
const minSlowdown = 2;

const minNodeVersion = [20, 19] as const;

/** The engine that "auto" selects on this machine. */
interface EngineState {
  readonly ok: boolean;
  readonly name?: string;
  readonly description: string;
  readonly reason: string;
  readonly lack?: EngineLack;
  /** The factor by which subnormal numbers slow down a matrix product. */
  readonly subnormalSlowdown?: number;
}

/** Shows Node, engine, data sets and versions on this machine. Fails when Node is too old or the library of RETROGRAD_BLAS
 *  cannot be used. */
export async function doctor(args: DoctorArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const { nodeVersion, platform } = environment;
  const nodeIsRecent = isRecent(nodeVersion);
  const engine = await findEngine(environment);
  const data = await checkDataSets(args.dataDir, environment);
  const versions: Readonly<Record<string, string>> = {
    "@retrograd/cli": ownVersion(),
    ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
  terminal.document({
    ok: nodeIsRecent && engine.ok,
    node: { version: nodeVersion, needed: minNodeVersion.join("."), ok: nodeIsRecent },
    platform,
    engine,
    data: data.map(({ isAvailable, ...state }) => ({ ...state, found: isAvailable })),
    versions,
  });

  const { colours } = terminal;
  const mark = (good: boolean) => (good ? colours.green("ok") : colours.yellow("missing"));
  const nodeMark = nodeIsRecent ? mark(true) : colours.red("too old");
  const rows = [
    ["node", nodeMark, `${nodeVersion}, needs ${minNodeVersion.join(".")} or later`],
    ["platform", mark(true), platform],
    ["engine", engine.ok ? mark(engine.lack === undefined) : colours.red("wrong"), describeEngine(engine)],
    ...data.map(({ name, isAvailable, problem = "ready" }) => [`data ${name}`, mark(isAvailable), problem]),
  ];
  terminal.result(
    renderTable([{ heading: "" }, { heading: "" }, { heading: "" }], rows, colours).trimStart(),
  );
  if (engine.lack !== undefined) {
    terminal.result(
      `\ntraining is many times faster with a BLAS library: ${engine.lack.advice}. Searched in:`,
    );
    for (const { place, reason } of engine.lack.failed) terminal.result(visibleText(`  ${place}: ${reason}`));
  }
  const { subnormalSlowdown: slowdown = 1 } = engine;
  if (slowdown > minSlowdown) {
    terminal.result(
      `\nsubnormal numbers (float32 below 1.2e-38) make matrix products ${slowdown} times slower on this machine: training slows down when gradients vanish`,
    );
  }
  const missing = data.find(({ places }) => places !== undefined);
  if (missing?.places !== undefined) {
    terminal.result(`\nfolders searched for ${missing.name}, and for other data sets under their names:`);
    for (const place of missing.places) terminal.result(`  ${visibleText(place)}`);
  }
  if (!terminal.quiet) {
    const packageRows = Object.entries(versions);
    terminal.result(
      `\n${renderTable([{ heading: "package" }, { heading: "version" }], packageRows, colours)}`,
    );
  }
  return nodeIsRecent && engine.ok ? exitCodes.ok : exitCodes.failed;
}

async function findEngine(environment: Environment): Promise<EngineState> {
  try {
    const { engine, reason, lack } = await chooseEngine("auto", environment);
    const { name, description } = engine;
    const slowdown = Number(subnormalSlowdown(engine, environment.clock).toFixed(1));
    const state = { ok: true, name, description, reason, subnormalSlowdown: slowdown };
    return lack === undefined ? state : { ...state, lack };
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    return { ok: false, description: error.message, reason: "no engine" };
  }
}

function describeEngine({ name, description, reason }: EngineState): string {
  return name === undefined ? description : `${name}: ${description} (${reason})`;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [neededMajor, neededMinor] = minNodeVersion;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** Loads every data set that needs no options, to find out which are available. */
async function checkDataSets(
  dataDirectory: string | undefined,
  { directory, variables, cacheDirectory }: Environment,
): Promise<readonly DataSetState[]> {
  const files = nodeDataFiles({
    base: directory,
    environment: variables,
    cacheDirectory,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const states: DataSetState[] = [];
  const definitions: readonly DatasetDefinition[] = builtinData.datasets;
  for (const { type, options, load } of definitions) {
    const checked = await options["~standard"].validate({});
    if (checked.issues !== undefined) continue;
    try {
      await load(checked.value, files);
      states.push({ name: type, isAvailable: true });
    } catch (error) {
      if (!(error instanceof RetrogradError)) throw error;
      states.push({ name: type, isAvailable: false, ...problemOf(error) });
    }
  }
  return states;
}

function problemOf({ code, message, data }: RetrogradError): Pick<DataSetState, "problem" | "places"> {
  if (code !== "E_DATA_MISSING" || !Array.isArray(data.places)) return { problem: message };
  return { problem: `not in any of ${data.places.length} folders`, places: data.places.map(String) };
}
