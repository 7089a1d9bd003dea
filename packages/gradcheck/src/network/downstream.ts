import { bufferOf, concat, type Shape, scope, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { type ParameterUse, sourcesOf, tensorsOfLayer } from "@retrograd/network";
import type { Signature } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { copyOf } from "./copy.js";
import { dependentsOf, inputAt, lossInput, sourceReader } from "./graph-inputs.js";
import { branchesOf, callLayers, declaresKinks, type LayerSetup, runLayer, tensorsOf } from "./layer-call.js";
import { runLoss } from "./loss-as-layer.js";

// Maximum number of outputs in one tall batch, and of values in it at the widest layer.
const maxBlocks = 128;
const maxValues = 2 ** 17;

/** The loss that follows from a layer's output. */
export interface DownstreamResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** Sides of all kinks of the downstream layers. */
  readonly branches: readonly Signature[];
}

/** The part of a network from a layer's output to the loss. */
export interface Downstream {
  /** Whether every downstream layer declares its kinks. y: [batch, ...] */
  declaresKinks(y: Tensor): boolean;
  /** y: [batch, ...] */
  run(y: Tensor): DownstreamResult;
  /** The same bits as `run` for each of several outputs. shape: of one output, values: [outputs, ...shape] */
  runAll(shape: Shape, values: Float64Array): readonly DownstreamResult[];
}

/** The layers that read the output at a position, directly or through others, and the loss. What they read in addition, such
 *  as the other paths of a block, stays as it is. Where their rows are independent, many outputs run as one tall batch, one
 *  block of rows per output; the loss, a mean over its rows, runs block by block. Independence is tested, not only
 *  declared: in a test batch of the same height, each block must give the same bits as it does on its own.
 *  uses: of a parameter of the layer in other layers, which then run too, with its current values */
export function downstreamAfter(
  inputs: CheckInputs,
  position: number,
  uses: readonly ParameterUse[] = [],
): Downstream {
  const { network, params, t, streams } = inputs;
  const { engine } = network;
  const readers = dependentsOf(network, position, uses);
  const layers = readers.flatMap((reader) => network.layers[reader] ?? []);
  const parts = layers.map((entry) => {
    const { id, layer } = entry;
    return { id, layer, ...tensorsOf(layer, tensorsOfLayer(entry, params)), streams };
  });
  const fixed = fixedOutputs(inputs, position, readers);
  const through = (from: Tensor) => {
    const branches: Signature[] = [];
    let declared = true;
    const outputs = new Map([[position, from]]);
    const height = (from.shape[0] ?? 0) / (inputs.x.shape[0] ?? 1);
    const outputAt = (source: number) => outputs.get(source) ?? repeated(fixed.get(source) ?? from, height);
    for (const [index, part] of parts.entries()) {
      const setup: LayerSetup = { ...part, x: inputAt(network, readers[index], outputAt) };
      const forward = runLayer(setup);
      branches.push(...branchesOf(setup, forward));
      declared &&= declaresKinks(setup, forward);
      outputs.set(readers[index], forward.y);
    }
    return { y: lossInput(network, outputAt), branches, declared };
  };
  const ofLoss = { loss: network.loss, t, params: params[network.loss.id] ?? {}, streams };
  const lossOf = (y: Tensor) => runLoss({ ...ofLoss, x: y }).loss;
  const toTensor = (values: Float64Array, shape: Shape) => tensor(values, shape, { dtype: "f64", engine });
  const runAlone = (values: Float64Array, shape: Shape) =>
    scope(engine, () => {
      const { y, branches } = through(toTensor(values, shape));
      return { values: bufferOf(y).slice(), branches, loss: lossOf(y) };
    });

  /** Runs all blocks as one batch, and the loss of the first `count` of them. */
  const runStacked = (blocks: Blocks, count: number) =>
    scope(engine, () => {
      const { values, shape, height } = blocks;
      const tall = through(toTensor(values, [height * (shape[0] ?? 0), ...shape.slice(1)]));
      const outputs = blockwise(bufferOf(tall.y).slice(), height);
      const sides = tall.branches.map((signature) => blockwise(signature, height));
      const outShape = [shape[0] ?? 0, ...tall.y.shape.slice(1)];
      return outputs.slice(0, count).map((output, block) => ({
        values: output,
        branches: sides.map((all) => all[block]),
        loss: lossOf(toTensor(output, outShape)),
      }));
    });

  const rowsAreIndependent = ({ values, shape, height }: Blocks): boolean => {
    const testValues = values.map((value, i) => value + 0.1 * (((i * 31) % 13) - 6));
    const outputs = blockwise(testValues, height);
    return runStacked({ values: testValues, shape, height }, height).every((stacked, block) => {
      const alone = runAlone(outputs[block], shape);
      return (
        Object.is(stacked.loss, alone.loss) &&
        sameNumbers(stacked.values, alone.values) &&
        stacked.branches.every((side, i) => sameNumbers(side, alone.branches[i]))
      );
    });
  };

  const widest = (shape: Shape) =>
    Math.max(
      sizeOf(shape),
      ...layers.map(({ layer, joint }) => {
        const inputSize = joint?.inShapes.reduce((sum, one) => sum + sizeOf(one), 0) ?? 0;
        return (shape[0] ?? 0) * Math.max(sizeOf(layer.outShape), inputSize);
      }),
    );
  const declaredIndependent = layers.every(({ layer }) => layer.mixesRows !== true);
  let testedIndependent: boolean | undefined;
  let allDeclare: boolean | undefined;
  return {
    declaresKinks(y) {
      allDeclare ??= scope(engine, () => through(y).declared);
      return allDeclare;
    },
    run(y) {
      const output = through(y);
      return { loss: lossOf(output.y), branches: output.branches };
    },
    runAll(shape, values) {
      const size = sizeOf(shape);
      const height = Math.max(1, Math.min(maxBlocks, Math.floor(maxValues / widest(shape))));
      const results: DownstreamResult[] = [];
      for (let from = 0; from < values.length; from += size * height) {
        const part = values.subarray(from, from + size * height);
        const count = part.length / size;
        // the last batch is padded, since a batch of another height would need its own test
        if (declaredIndependent && testedIndependent !== false && height > 1 && count >= height / 4) {
          const blocks = { values: padded(part, size * height), shape, height };
          testedIndependent ??= rowsAreIndependent(blocks);
          if (testedIndependent) {
            results.push(...runStacked(blocks, count));
            continue;
          }
        }
        for (const one of blockwise(part, count)) results.push(runAlone(one, shape));
      }
      return results;
    },
  };
}

/** Copies of the outputs that the readers of a position read but that do not depend on it. Copies, since a check perturbs the
 *  tensors of a layer call in place, and another layer may read the same tensor. */
function fixedOutputs(
  inputs: CheckInputs,
  position: number,
  readers: readonly number[],
): ReadonlyMap<number, Tensor> {
  const { network } = inputs;
  const dependent = new Set([position, ...readers]);
  const others = new Set(
    readers.flatMap((reader) => sourcesOf(network, reader)).filter((source) => !dependent.has(source)),
  );
  if (others.size === 0) return new Map();
  const calls = callLayers(inputs);
  const outputAt = sourceReader(network, inputs.x, (source) => calls[source]?.forward.y);
  return new Map(
    [...others].map((source) => {
      const y = outputAt(source);
      return [source, tensor(copyOf(y.data), y.shape, y)] as const;
    }),
  );
}

/** A batch several times, one below the other. x: [batch, ...] -> [times batch, ...] */
function repeated(x: Tensor, times: number): Tensor {
  return times === 1
    ? x
    : concat(
        Array.from({ length: times }, () => x),
        0,
      );
}

/** Outputs of one shape, stacked along the batch axis. values: [height, ...shape] */
interface Blocks {
  readonly values: Float64Array;
  readonly shape: Shape;
  readonly height: number;
}

/** Splits numbers into equal parts, in order. */
function blockwise(numbers: ArrayLike<number>, parts: number): readonly Float64Array[] {
  const all = numbers instanceof Float64Array ? numbers : new Float64Array(numbers);
  const size = all.length / parts;
  return Array.from({ length: parts }, (_, i) => all.subarray(i * size, (i + 1) * size));
}

/** Repeats values from the first one on, up to a length. */
function padded(values: Float64Array, length: number): Float64Array {
  if (values.length === length) return values;
  const all = new Float64Array(length);
  for (let i = 0; i < length; i++) all[i] = values[i % values.length];
  return all;
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
