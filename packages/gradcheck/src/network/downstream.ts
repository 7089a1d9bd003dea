import { bufferOf, type Shape, scope, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { branchesOf, declaresKinks, type LayerSetup, runLayer, tensorsOf } from "./layer-call.js";
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

/** The layers after a position, and the loss. Where their rows are independent, many outputs run as one tall batch, one
 *  block of rows per output; the loss, a mean over its rows, runs block by block. Independence is tested, not only
 *  declared: in a test batch of the same height, each block must give the same bits as it does on its own. */
export function downstreamAfter({ network, params, t, streams }: CheckInputs, position: number): Downstream {
  const { engine } = network;
  const layers = network.layers.slice(position + 1);
  const parts = layers.map(({ id, layer }) => ({ id, layer, ...tensorsOf(layer, params[id]), streams }));
  const through = (from: Tensor) => {
    const branches: Signature[] = [];
    let [y, declared] = [from, true];
    for (const part of parts) {
      const setup: LayerSetup = { ...part, x: y };
      const forward = runLayer(setup);
      branches.push(...branchesOf(setup, forward));
      declared &&= declaresKinks(setup, forward);
      y = forward.y;
    }
    return { y, branches, declared };
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
    Math.max(sizeOf(shape), ...layers.map(({ layer }) => (shape[0] ?? 0) * sizeOf(layer.outShape)));
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
