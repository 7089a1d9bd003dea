import { philoxStreams, type Shape, sizeOf, type Tensor, type TensorOptions } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { randomNormal, randomWeights } from "../network/random-tensors.js";
import { wrongTensor } from "../rules/along-directions.js";
import type { Breach } from "../rules/breach.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { clearlyWrong } from "../rules/jacobian.js";
import { manyCalls } from "../rules/many-calls.js";
import { batchOf, otherBatches } from "../rules/other-batches.js";
import { specialInputs } from "../rules/special-inputs.js";
import { broken } from "./conformance-numbers.js";

interface SetupOptions extends TensorOptions {
  readonly rows?: number;
}

// One row, odd and even ones, whole blocks of 4 to 64 and what is left over of them, and one that is large.
const batches = [1, 2, 4, 5, 8, 16, 17, 32, 64, 67, 257];

// Numbers of the widest tensor of a batch.
const mostNumbers = 2 ** 18;

/** A layer on normal numbers, with parameters of its own; on 3 rows, in float64 on the reference engine by default. */
export function setupOf(layer: Layer, input: Shape, { rows = 3, ...on }: SetupOptions = {}): LayerSetup {
  const streams = philoxStreams(0);
  const params = layer.init(streams.stream("init"));
  const x = randomNormal([rows, ...input], streams.stream("x"), { dtype: "f64", ...on });
  return { id: layer.type, layer, params, x, streams };
}

/** Every gradient is the derivative for other batches than three rows. of: the layer on so many rows
 *  @throws RetrogradError E_MODEL naming tensor and batch */
export function checkBatches(of: (rows: number) => LayerSetup): void {
  const { layer, x } = of(1);
  const width = Math.max(x.size, sizeOf(layer.outShape));
  const moved = watched(of(3));
  refuse(
    layer,
    otherBatches(
      3,
      of,
      batches.filter((rows) => rows <= 2 || rows * width <= mostNumbers),
    ),
  );
  refuse(layer, moved());
}

/** Every gradient is the derivative at zeros, ties, equal, whole, large and tiny numbers, as far as there is one.
 *  of: places on such an input, one unless targets make more of it
 *  @throws RetrogradError E_MODEL naming tensor and input */
export function checkSpecialInputs(
  setup: LayerSetup,
  input: Shape,
  of: (x: Tensor) => readonly SpecialSetup[] = (x) => [{ what: "", setup: { ...setup, x } }],
): void {
  const moved = watched(setup);
  for (const { what, x } of specialInputs(input, setup.streams.stream("special"), setup.x)) {
    for (const one of of(x)) {
      const name = clearlyWrong(one.setup);
      if (name !== undefined)
        throw broken(`${setup.layer.type}.${name}: special-input: backward is wrong for ${what}${one.what}`);
    }
  }
  refuse(setup.layer, moved());
}

/** What the calls from now on move of what a layer gives, asked for when they are made. */
function watched(setup: LayerSetup): () => readonly Breach[] {
  const { y } = runLayer(setup);
  const dy = randomWeights(y.shape, setup.streams.stream("dy"), y);
  const memory = remember(setup, dy);
  return () => movedSince(memory, setup, dy);
}

/** A layer on a special input, and what else is special about it, as an end of a clause. */
export interface SpecialSetup {
  readonly what: string;
  readonly setup: LayerSetup;
}

/** More than a thousand calls give the same bits. @throws RetrogradError E_MODEL naming the call */
export function checkManyCalls(setup: LayerSetup): void {
  const { y } = runLayer(setup);
  refuse(setup.layer, manyCalls(setup, randomWeights(y.shape, setup.streams.stream("dy"), y)));
}

/** Every gradient is the derivative for inputs of other sizes and ranks, where the same options take them.
 *  of: the layer on so many rows of an input. @throws RetrogradError E_MODEL naming tensor and shape */
export function checkSizes(of: (input: Shape, rows: number) => LayerSetup, input: Shape): void {
  const own = of(input, 3);
  const moved = watched(own);
  for (const other of otherShapes(input)) {
    for (const rows of [3, 5]) {
      const setup = accepted(() => of(other, rows));
      if (setup === undefined) break;
      const name = wrongTensor(setup, `sizes/${other.join("x")}`);
      if (name === undefined) continue;
      const { type } = setup.layer;
      throw broken(
        `${type}.${name}: input-shape: backward is wrong for an input of [${other.join(", ")}], not for [${input.join(", ")}]`,
      );
    }
  }
  refuse(own.layer, moved());
}

/** Ones, one more and one less, twice as much and one more, some that are more than blocks of 32, and other ranks. */
function otherShapes(input: Shape): readonly Shape[] {
  const by = (change: (axis: number) => number) => input.map((axis) => Math.max(1, change(axis)));
  const shapes = [
    by(() => 1),
    by((axis) => axis + 1),
    by((axis) => axis - 1),
    by((axis) => 2 * axis + 1),
    [...input.slice(0, -1), 35],
    [...input.slice(0, -1), 64],
    [sizeOf(input)],
    [2, ...input],
    [2, 3, ...input],
  ];
  const small = shapes.filter((shape) => sizeOf(shape) <= Math.max(2 ** 10, 2 * sizeOf(input)));
  return [...new Map(small.map((shape) => [shape.join(), shape])).values()].filter(
    (shape) => shape.join() !== input.join(),
  );
}

/** A layer on its input where it takes both. */
function accepted(setup: () => LayerSetup): LayerSetup | undefined {
  try {
    const made = setup();
    runLayer(made);
    return made;
  } catch {
    return undefined;
  }
}

function refuse({ type }: Layer, breaches: readonly Breach[]): void {
  const [first] = breaches;
  if (first === undefined) return;
  throw broken(`${type}.${first.tensor}: ${first.diagnosis.code}: ${first.diagnosis.message}`);
}

/** A place on so many rows of its input, those that it has and more like them. */
export function withRowsOf(setup: LayerSetup): (rows: number) => LayerSetup {
  return (rows) => ({ ...setup, x: batchOf(setup.x, rows) });
}
