import { formatShape } from "@retrograd/core";
import { inputNameAt, inputPosition, parameterCount, parameterOwners, stepBytes } from "@retrograd/network";
import { type ExperimentFlags, openExperiment, settingRows } from "@retrograd/node/command";
import { formatBytes, formatCount, formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { renderTable } from "../../terminal/table.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";

/** Arguments of `retrograd describe`. */
export interface DescribeArguments extends OutputFlags, ExperimentFlags {
  readonly file: string;
}

// one matrix product each for forward, the gradient of the parameters and the gradient of the input
const productsPerStep = 3;

/** Shows the layers, shapes, parameters, memory, multiply-adds and settings of an experiment. */
export async function describe(args: DescribeArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const { loaded } = await openExperiment(args.file, args, environment);
  const { network, experiment, resolved, trace } = loaded;
  const costs = network.layers.map(({ layer }) => layer.multiplyAdds ?? 0);
  const layers = trace.map((layer, index) => ({ ...layer, multiplyAdds: costs[index] ?? 0 }));
  const parameters = parameterOwners(network).reduce((total, owner) => total + parameterCount(owner), 0);
  const state = layers.reduce((total, layer) => total + (layer.state ?? 0), 0);
  const bytesPerNumber = experiment.dtype === "float64" ? 8 : 4;
  const perSample = costs.reduce((total, cost) => total + cost, 0);
  const cost = {
    parameters,
    parameterBytes: parameters * bytesPerNumber,
    ...(state > 0 && { state, stateBytes: state * bytesPerNumber }),
    multiplyAddsPerSample: perSample,
    ...(experiment.train === undefined
      ? {}
      : {
          multiplyAddsPerStep: productsPerStep * perSample * experiment.train.batch,
          stepBytes: stepBytes(network, experiment.train.batch),
        }),
  };
  terminal.document({ file: args.file, layers, ...cost, settings: resolved });
  showLayers(terminal, layers, inputNameAt(network, inputPosition));
  showCost(terminal, cost, experiment.dtype);
  if (!terminal.quiet) {
    const rows = settingRows(resolved);
    terminal.result(
      `\n${renderTable([{ heading: "setting" }, { heading: "value" }], rows, terminal.colours)}`,
    );
  }
  return exitCodes.ok;
}

interface DescribedLayer {
  readonly id: string;
  readonly output: readonly number[];
  readonly parameters: number;
  readonly state?: number;
  readonly multiplyAdds: number;
  readonly reads?: readonly string[];
  readonly tied?: Readonly<Record<string, string>>;
}

/** Shows one row for each layer. The column "reads" is there if a layer reads something else than the layer before it.
 *  input: name of the first input */
function showLayers(terminal: Terminal, layers: readonly DescribedLayer[], input: string): void {
  const hasState = layers.some(({ state }) => state !== undefined);
  const isGraph = layers.some(({ reads }) => reads !== undefined);
  const before = (index: number) => layers[index - 1]?.id ?? input;
  const columns = [
    { heading: "layers" },
    ...(isGraph ? [{ heading: "reads" }] : []),
    { heading: "output" },
    { heading: "parameters", align: "right" },
    ...(hasState ? [{ heading: "state", align: "right" } as const] : []),
    { heading: "multiply-adds", align: "right" },
  ] as const;
  const rows = layers.map(({ id, output, parameters, state = 0, multiplyAdds, reads }, index) => [
    id,
    ...(isGraph ? [(reads ?? [before(index)]).join(", ")] : []),
    formatShape(output),
    formatCount(parameters),
    ...(hasState ? [formatCount(state)] : []),
    formatCount(multiplyAdds),
  ]);
  terminal.result(renderTable(columns, rows, terminal.colours));
  const ties = layers.flatMap(({ id, tied = {} }) =>
    Object.entries(tied).map(([name, place]) => `${id}.${name} is ${place}`),
  );
  if (ties.length > 0) terminal.result(`\n${ties.join("\n")}`);
}

interface Cost {
  readonly parameters: number;
  readonly parameterBytes: number;
  readonly state?: number;
  readonly stateBytes?: number;
  readonly multiplyAddsPerSample: number;
  readonly multiplyAddsPerStep?: number;
  /** What a training step keeps until it ends: the outputs of all layers and their gradients. */
  readonly stepBytes?: number;
}

function showCost(terminal: Terminal, cost: Cost, dtype: string): void {
  const { parameters, parameterBytes, multiplyAddsPerSample, multiplyAddsPerStep } = cost;
  const { state = 0, stateBytes = 0, stepBytes: kept = 0 } = cost;
  const stateText =
    state === 0 ? "" : `, and ${formatCount(state)} numbers of state, ${formatBytes(stateBytes)}`;
  terminal.result(
    `\n${formatNumberOf(parameters, "parameter")}, ${formatBytes(parameterBytes)} as ${dtype}${stateText}\n${formatNumberOf(multiplyAddsPerSample, "multiply-add")} to predict one sample`,
  );
  if (multiplyAddsPerStep === undefined) return;
  terminal.result(
    `about ${formatNumberOf(multiplyAddsPerStep, "multiply-add")} per training step, which keeps ${formatBytes(kept)} of outputs and gradients`,
  );
}
