import {
  add,
  addRow,
  broadcastOthers,
  concat,
  formatShape,
  matmul,
  RetrogradError,
  type Rng,
  reshape,
  type Shape,
  sumRows,
  type Tensor,
  tensor,
  where,
  zeros,
} from "@retrograd/core";
import type { BuildContext, Layer, StateSpec } from "@retrograd/plugin";
import type { CellKind, CellState, RecurrentParams } from "./cell.js";
import type { RecurrentOptions } from "./options.js";
import { recur } from "./recurrence.js";
import { inBatchOrder, inStepOrder } from "./step-order.js";

/** Steps and numbers of a step of an input.
 *  @throws RetrogradError E_SHAPE when it is not [time, features] */
export function stepsOf(type: string, inShape: Shape): readonly [time: number, features: number] {
  const [time, features, ...others] = inShape;
  if (time !== undefined && features !== undefined && others.length === 0) return [time, features];
  const hint =
    inShape.length === 1
      ? "one number for each step is [time, 1]; word indices need an Embedding before it"
      : "put the other axes into one, such as [time, 28 * 3]";
  throw new RetrogradError(
    "E_SHAPE",
    `${type} reads sequences [time, features], got ${formatShape(inShape)}: ${hint}`,
  );
}

/** Builds a recurrent layer: one product for the inputs of all steps, then the cell step by step.
 *  x: [batch, time, in] -> y: [batch, time, units] with `sequences`, else [batch, units] */
export function createRecurrent<P extends RecurrentParams>(
  kind: CellKind<P>,
  options: RecurrentOptions,
  time: number,
  ctx: BuildContext,
): Layer {
  const { units, sequences, reverse, carry } = options;
  const { type, gates, paramShapes } = kind;
  if (carry && reverse) {
    throw new RetrogradError(
      "E_OPTION",
      `${type}: "carry" continues after the last step, but with "reverse" the last step comes first: leave out one of them`,
    );
  }
  const inputs = paramShapes.Wx[0] ?? 0;
  const ofRow: StateSpec = { shape: [units], first: 0, perRow: true };
  return {
    type,
    outShape: sequences ? [time, units] : [units],
    paramShapes,
    ...(carry ? { state: kind.hasC ? { h: ofRow, c: ofRow } : { h: ofRow } } : {}),
    mask: sequences ? "reads" : "ends",
    multiplyAdds: time * gates * units * (inputs + units),
    init: (rng) => kind.init(drawn(rng)),
    forward(params: P & Partial<CellState>, x, { mask, needsInputGradient, needsParamGradients = true }) {
      const [batch = 0] = x.shape;
      const rows = inStepOrder(x, reverse);
      const z = addRow(matmul(rows, params.Wx), params.b);
      const none = zeros([batch, units], x);
      const { h = none, c = none } = carry ? params : {};
      const start: CellState = kind.hasC ? { h, c } : { h };
      const counts = mask && stepMask(mask, units, reverse);
      const cell = kind.cell(params);
      const run = recur(cell, { z, start, mask: counts });
      // padded steps give zeros, and pass no gradient
      const ofSteps = (all: Tensor) => (counts ? where(counts, all, zeros(all.shape, all)) : all);
      const last = run.states.at(-1) ?? start;
      return {
        y: sequences
          ? inBatchOrder(
              ofSteps(
                concat(
                  run.states.map(({ h }) => h),
                  0,
                ),
              ),
              time,
              reverse,
            )
          : last.h,
        ...(carry ? { state: { ...last } } : {}),
        backward(dy) {
          const steps = run.backward(sequences ? ofSteps(inStepOrder(dy, reverse)) : dy);
          const { dz } = steps;
          const dx = () => inBatchOrder(matmul(dz, params.Wx, { transposeB: true }), time, reverse);
          const grads = () =>
            cell.gradients(steps, { Wx: matmul(rows, dz, { transposeA: true }), b: sumRows(dz) });
          return {
            ...(needsInputGradient ? { dx: dx() } : {}),
            grads: needsParamGradients ? grads() : {},
          };
        },
      };
    },
  };

  function drawn(rng: Rng): RecurrentParams {
    const draw = (entry: RecurrentOptions["init"], rows: number) => {
      const values = ctx.initializer(entry)(rows * gates * units, { in: rows, out: units }, rng);
      return tensor(values, [rows, gates * units], ctx);
    };
    const Wx = draw(options.init, inputs);
    return { Wx, Wh: draw(options.recurrentInit, units), b: zeros([gates * units], ctx) };
  }
}

/** A mask of steps for states. mask: [batch, time] -> [time batch, units] */
function stepMask(mask: Tensor, units: number, reverse: boolean): Tensor {
  const [batch = 0, time = 0] = mask.shape;
  const counts = inStepOrder(reshape(mask, [batch, time, 1]), reverse);
  const rows = reshape(counts, [time * batch]);
  return broadcastOthers(add, zeros([time * batch, units], mask), rows, 1);
}
