import { philoxStreams, type Shape, sizeOf, type Tensor, type TensorOptions } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { batchOf } from "../network/batch-rows.js";
import { randomInput } from "../network/index-inputs.js";
import { drawSetup, type LayerSetup, runLayer } from "../network/layer-call.js";
import { randomWeights } from "../network/random-tensors.js";
import { wrongTensor } from "../rules/along-directions.js";
import type { Breach } from "../rules/breach.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { clearlyWrong } from "../rules/jacobian.js";
import { manyCalls } from "../rules/many-calls.js";
import { mutatedInput } from "../rules/mutated-input.js";
import { otherBatches } from "../rules/other-batches.js";
import { otherParameters } from "../rules/other-parameters.js";
import { ownResults } from "../rules/own-results.js";
import type { Rule } from "../rules/rule.js";
import { specialDy } from "../rules/special-dy.js";
import { specialInputs } from "../rules/special-inputs.js";
import { stateForm } from "../rules/state-form.js";
import { steadyBackward, steadyForward } from "../rules/steady.js";
import { broken } from "./conformance-numbers.js";

interface SetupOptions extends TensorOptions {
  readonly rows?: number;
}

// One row, even and odd numbers, full blocks of 4 to 64 with and without a remainder, and a large number.
const batches = [1, 2, 4, 5, 8, 16, 17, 32, 64, 67, 257];

// Maximum number of values in the widest tensor of a batch.
const maxValues = 2 ** 18;

/** A layer on normally distributed inputs, with drawn parameters. Default: 3 rows in float64 on the reference engine. */
export function setupOf(layer: Layer, input: Shape, { rows = 3, ...on }: SetupOptions = {}): LayerSetup {
  const streams = philoxStreams(0);
  const x = randomInput([rows, ...input], streams.stream("x"), {
    dtype: "f64",
    ...on,
    takes: layer.takes,
  });
  return drawSetup(layer, x, streams, "init");
}

/** Checks that nothing is mutated, that the same call gives the same bits, and that results are not overwritten.
 *  @throws RetrogradError E_MODEL naming the tensor */
export function checkPurity(setup: LayerSetup): void {
  const rules: readonly Rule[] = [mutatedInput, stateForm, steadyBackward, steadyForward, ownResults];
  for (const rule of rules) refuse(setup.layer, rule(setup, cotangentOf(setup)));
}

/** Checks that every gradient is the derivative for other parameters than those of init, and for a special dy.
 *  @throws RetrogradError E_MODEL naming the tensor */
export function checkElsewhere(setup: LayerSetup): void {
  const changes = watch(setup);
  const { layer } = setup;
  refuse(layer, specialDy(setup, cotangentOf(setup)));
  refuse(layer, otherParameters(setup, cotangentOf(setup)));
  refuse(layer, changes());
}

/** Checks that every gradient is the derivative for other numbers of rows than three. of: the layer on a number of rows
 *  @throws RetrogradError E_MODEL naming the tensor and the batch */
export function checkBatches(of: (rows: number) => LayerSetup): void {
  const { layer, x } = of(1);
  const width = Math.max(x.size, sizeOf(layer.outShape));
  const changes = watch(of(3));
  refuse(
    layer,
    otherBatches(
      3,
      of,
      batches.filter((rows) => rows <= 2 || rows * width <= maxValues),
    ),
  );
  refuse(layer, changes());
}

/** Checks that every gradient is the derivative at zeros, ties, equal, whole, large and tiny numbers, where there is one.
 *  of: the setups on such an input; a loss has one for each kind of targets
 *  @throws RetrogradError E_MODEL naming the tensor and the input */
export function checkSpecialInputs(
  setup: LayerSetup,
  input: Shape,
  of: (x: Tensor) => readonly SpecialSetup[] = (x) => [{ what: "", setup: { ...setup, x } }],
): void {
  const changes = watch(setup);
  for (const { what, x } of specialInputs(input, setup.streams.stream("special"), setup.x)) {
    for (const special of of(x)) {
      const name = clearlyWrong(special.setup);
      if (name !== undefined)
        throw broken(
          `${setup.layer.type}.${name}: special-input: backward is wrong for ${what}${special.what}`,
        );
    }
  }
  refuse(setup.layer, changes());
}

/** A layer on a special input, and what else is special about it, as the end of a clause. */
export interface SpecialSetup {
  readonly what: string;
  readonly setup: LayerSetup;
}

/** Returns a function that tells which results of the layer the calls since then have changed. */
function watch(setup: LayerSetup): () => readonly Breach[] {
  const dy = cotangentOf(setup);
  const memory = remember(setup, dy);
  return () => movedSince(memory, setup, dy);
}

/** Returns a check that a layer still gives the results that it gives now, whatever was called in between: also other layers
 *  of its definition, which may share a counter with it. The check throws RetrogradError E_MODEL naming the tensor. */
export function unchangedSince(setup: LayerSetup): () => void {
  const changes = watch(setup);
  return () => refuse(setup.layer, changes());
}

function cotangentOf(setup: LayerSetup): Tensor {
  const { y } = runLayer(setup);
  return randomWeights(y.shape, setup.streams.stream("dy"), y);
}

/** Checks that more than a thousand calls give the same bits. @throws RetrogradError E_MODEL naming the call */
export function checkManyCalls(setup: LayerSetup): void {
  refuse(setup.layer, manyCalls(setup, cotangentOf(setup)));
}

/** Checks that every gradient is the derivative for inputs of other sizes and ranks, if the layer accepts them.
 *  of: the layer on a number of rows of an input. @throws RetrogradError E_MODEL naming the tensor and the shape */
export function checkSizes(of: (input: Shape, rows: number) => LayerSetup, input: Shape): void {
  const usual = of(input, 3);
  const changes = watch(usual);
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
  refuse(usual.layer, changes());
}

/** Axes of length 1, longer and shorter axes, some longer than blocks of 32, and other ranks. */
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

/** A setup, or undefined where the layer refuses its input. */
function accepted(create: () => LayerSetup): LayerSetup | undefined {
  try {
    const setup = create();
    runLayer(setup);
    return setup;
  } catch {
    return undefined;
  }
}

function refuse({ type }: Layer, breaches: readonly Breach[]): void {
  const [first] = breaches;
  if (first === undefined) return;
  throw broken(`${type}.${first.tensor}: ${first.diagnosis.code}: ${first.diagnosis.message}`);
}

/** The setup on another number of rows of its input. */
export function withRowsOf(setup: LayerSetup): (rows: number) => LayerSetup {
  return (rows) => ({ ...setup, x: batchOf(setup.x, rows) });
}
