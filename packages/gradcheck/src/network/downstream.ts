import { bufferOf, type Shape, scope, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { branchesOf, contextOf } from "./layer-call.js";

// Outputs that go through the later layers as one batch, and the numbers that they may be at the widest layer.
const maxBlocks = 128;
const mostNumbers = 2 ** 17;

/** What comes of a layer's output at the end of the network. */
export interface DownstreamResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** Sides of all kinks on the way. */
  readonly branches: readonly Signature[];
}

/** The way from a layer's output to the network's loss. */
export interface Downstream {
  /** y: [batch, ...] */
  run(y: Tensor): DownstreamResult;
  /** What `run` gives for each of several outputs, to the last bit. shape: of one, values: [outputs, ...shape] */
  runAll(shape: Shape, values: Float64Array): readonly DownstreamResult[];
}

/** The layers after a position, and the loss. Where rows stay alone in all of them, many outputs pass them as one tall
 *  batch, a block of rows each; the loss, which is a mean over its rows, takes block by block. That the rows stay alone is
 *  tried: blocks of other numbers must come out of a batch as tall with the very bits that they have by themselves. */
export function downstreamAfter({ network, params, t, streams }: CheckInputs, position: number): Downstream {
  const { engine } = network;
  const layers = network.layers.slice(position + 1);
  const through = (from: Tensor) => {
    const branches: Signature[] = [];
    let y = from;
    for (const { id, layer } of layers) {
      const own = params[id] ?? {};
      branches.push(...branchesOf(layer, own, y));
      y = layer.forward(own, y, contextOf(id, streams)).y;
    }
    return { y, branches };
  };
  const lossOf = (y: Tensor) => network.loss.loss.forward(y, t).loss;
  const placed = (values: Float64Array, shape: Shape) => tensor(values, shape, { dtype: "f64", engine });
  const alone = (values: Float64Array, shape: Shape) =>
    scope(engine, () => {
      const { y, branches } = through(placed(values, shape));
      return { values: bufferOf(y).slice(), branches, loss: lossOf(y) };
    });

  /** blocks: outputs below each other; the loss is asked of the first `count`. */
  const stacked = (blocks: Blocks, count: number) =>
    scope(engine, () => {
      const { values, shape, height } = blocks;
      const tall = through(placed(values, [height * (shape[0] ?? 0), ...shape.slice(1)]));
      const outputs = blockwise(bufferOf(tall.y).slice(), height);
      const sides = tall.branches.map((signature) => blockwise(signature, height));
      const outShape = [shape[0] ?? 0, ...tall.y.shape.slice(1)];
      return outputs.slice(0, count).map((own, block) => ({
        values: own,
        branches: sides.map((all) => all[block]),
        loss: lossOf(placed(own, outShape)),
      }));
    });

  const rowsStayAlone = ({ values, shape, height }: Blocks): boolean => {
    const tried = values.map((value, i) => value + 0.1 * (((i * 31) % 13) - 6));
    const outputs = blockwise(tried, height);
    return stacked({ values: tried, shape, height }, height).every((one, block) => {
      const own = alone(outputs[block], shape);
      return (
        Object.is(one.loss, own.loss) &&
        sameNumbers(one.values, own.values) &&
        one.branches.every((side, i) => sameNumbers(side, own.branches[i]))
      );
    });
  };

  const widest = (shape: Shape) =>
    Math.max(sizeOf(shape), ...layers.map(({ layer }) => (shape[0] ?? 0) * sizeOf(layer.outShape)));
  const declared = layers.every(({ layer }) => layer.mixesRows !== true);
  let proved: boolean | undefined;
  return {
    run(y) {
      const passed = through(y);
      return { loss: lossOf(passed.y), branches: passed.branches };
    },
    runAll(shape, values) {
      const size = sizeOf(shape);
      const height = Math.max(1, Math.min(maxBlocks, Math.floor(mostNumbers / widest(shape))));
      const results: DownstreamResult[] = [];
      for (let from = 0; from < values.length; from += size * height) {
        const own = values.subarray(from, from + size * height);
        const count = own.length / size;
        // a batch of another height would have to be tried anew: the last one is filled up
        if (declared && proved !== false && height > 1 && count >= height / 4) {
          const blocks = { values: filled(own, size * height), shape, height };
          proved ??= rowsStayAlone(blocks);
          if (proved) {
            results.push(...stacked(blocks, count));
            continue;
          }
        }
        for (const one of blockwise(own, count)) results.push(alone(one, shape));
      }
      return results;
    },
  };
}

/** Outputs of one shape below each other. values: [height, ...shape] */
interface Blocks {
  readonly values: Float64Array;
  readonly shape: Shape;
  readonly height: number;
}

/** Numbers in equal parts, in order. */
function blockwise(numbers: ArrayLike<number>, parts: number): readonly Float64Array[] {
  const all = numbers instanceof Float64Array ? numbers : new Float64Array(numbers);
  const size = all.length / parts;
  return Array.from({ length: parts }, (_, i) => all.subarray(i * size, (i + 1) * size));
}

/** Values, and the first of them again up to a length. */
function filled(values: Float64Array, length: number): Float64Array {
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
