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

interface FoundData {
  readonly name: string;
  readonly found: boolean;
  /** Where it was not found, or what is wrong with it. */
  readonly problem?: string;
  readonly places?: readonly string[];
}

// times; below it nobody need care
const harmlessSlowdown = 2;

const oldestNode = [20, 19] as const;

/** What "auto" comes to on this machine. */
interface FoundEngine {
  readonly ok: boolean;
  readonly name?: string;
  readonly description: string;
  readonly reason: string;
  readonly lack?: EngineLack;
  /** How many times longer a product takes with subnormal numbers. */
  readonly subnormalSlowdown?: number;
}

/** Tells what this machine offers: Node, engine, data sets, versions. Fails when Node is too old or RETROGRAD_BLAS
 *  names no usable library. */
export async function doctor(args: DoctorArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const { nodeVersion, platform } = environment;
  const nodeIsRecent = isRecent(nodeVersion);
  const engine = await findEngine(environment);
  const data = await findData(args.dataDir, environment);
  const versions: Readonly<Record<string, string>> = {
    "@retrograd/cli": ownVersion(),
    ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
  terminal.document({
    ok: nodeIsRecent && engine.ok,
    node: { version: nodeVersion, needed: oldestNode.join("."), ok: nodeIsRecent },
    platform,
    engine,
    data,
    versions,
  });

  const { colours } = terminal;
  const mark = (good: boolean) => (good ? colours.green("ok") : colours.yellow("missing"));
  const nodeMark = nodeIsRecent ? mark(true) : colours.red("too old");
  const rows = [
    ["node", nodeMark, `${nodeVersion}, needs ${oldestNode.join(".")} or later`],
    ["platform", mark(true), platform],
    ["engine", engine.ok ? mark(engine.lack === undefined) : colours.red("wrong"), describeEngine(engine)],
    ...data.map(({ name, found, problem = "ready" }) => [`data ${name}`, mark(found), problem]),
  ];
  terminal.result(
    renderTable([{ heading: "" }, { heading: "" }, { heading: "" }], rows, colours).trimStart(),
  );
  if (engine.lack !== undefined) {
    terminal.result(
      `\na BLAS library trains many times faster: ${engine.lack.advice}. It was looked for in:`,
    );
    for (const { place, reason } of engine.lack.failed) terminal.result(visibleText(`  ${place}: ${reason}`));
  }
  const { subnormalSlowdown: slowdown = 1 } = engine;
  if (slowdown > harmlessSlowdown) {
    terminal.result(
      `\nsubnormal numbers (float32 below 1.2e-38) slow matrix products ${slowdown} times on this machine: where gradients vanish, training slows down`,
    );
  }
  const missing = data.find(({ places }) => places !== undefined);
  if (missing?.places !== undefined) {
    terminal.result(`\n${missing.name} is looked for in, as are others by their names:`);
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

async function findEngine(environment: Environment): Promise<FoundEngine> {
  try {
    const { engine, reason, lack } = await chooseEngine("auto", environment);
    const { name, description } = engine;
    const slowdown = Number(subnormalSlowdown(engine, environment.clock).toFixed(1));
    const found = { ok: true, name, description, reason, subnormalSlowdown: slowdown };
    return lack === undefined ? found : { ...found, lack };
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    return { ok: false, description: error.message, reason: "no engine" };
  }
}

function describeEngine({ name, description, reason }: FoundEngine): string {
  return name === undefined ? description : `${name}: ${description} (${reason})`;
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [neededMajor, neededMinor] = oldestNode;
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** Loads every data set that needs no options, and says which are there. */
async function findData(
  dataDirectory: string | undefined,
  { directory, variables, cacheDirectory }: Environment,
): Promise<readonly FoundData[]> {
  const files = nodeDataFiles({
    base: directory,
    environment: variables,
    cacheDirectory,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
  const found: FoundData[] = [];
  const definitions: readonly DatasetDefinition[] = builtinData.datasets;
  for (const { type, options, load } of definitions) {
    const checked = await options["~standard"].validate({});
    if (checked.issues !== undefined) continue;
    try {
      await load(checked.value, files);
      found.push({ name: type, found: true });
    } catch (error) {
      if (!(error instanceof RetrogradError)) throw error;
      found.push({ name: type, found: false, ...problemOf(error) });
    }
  }
  return found;
}

function problemOf({ code, message, data }: RetrogradError): Pick<FoundData, "problem" | "places"> {
  if (code !== "E_DATA_MISSING" || !Array.isArray(data.places)) return { problem: message };
  return { problem: `not in any of ${data.places.length} places`, places: data.places.map(String) };
}
