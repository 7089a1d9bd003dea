import type { Tensor } from "@retrograd/core";
import { LayerContext } from "@retrograd/network";
import type { Layer, Loss } from "@retrograd/plugin";
import { mappedTensor } from "../network/copy.js";
import { takesIndices } from "../network/index-inputs.js";
import { contextOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { type LossSetup, runLoss } from "../network/loss-as-layer.js";
import { exampleMask } from "../network/masked.js";
import { randomWeights } from "../network/random-tensors.js";
import { valuesOf } from "../rules/values.js";
import { broken } from "./conformance-numbers.js";

/** Checks that what stands in padded steps changes nothing but these steps: neither the other outputs nor, where dy is 0 in
 *  padded steps, any gradient; and that dx is then 0 there. setup: the layer with an example mask, 3 rows
 *  @throws RetrogradError E_MODEL naming the tensor */
export function checkPadding(setup: LayerSetup): void {
  const { layer, x } = setup;
  const { counts } = maskFor(x);
  const { takes } = layer;
  const indices = takesIndices(layer) && typeof takes === "object" ? takes.indices : undefined;
  const moved = (value: number) => (indices === undefined ? 3 - 2 * value : (value + 1) % indices);
  const padded = mappedTensor(x, (value, i) => (counts(i, x.size) ? value : moved(value)));
  const other = { ...setup, x: padded };
  const [pass, otherPass] = [runLayer(setup), runLayer(other)];
  const hasSteps = layer.mask !== "ends";
  requireEqual(layer, "y", pass.y, otherPass.y, (i) => !hasSteps || counts(i, pass.y.size));

  const weights = randomWeights(pass.y.shape, setup.streams.stream("dy"), x);
  const dy = hasSteps ? mappedTensor(weights, (value, i) => (counts(i, weights.size) ? value : 0)) : weights;
  const [back, otherBack] = [pass.backward(dy), otherPass.backward(dy)];
  for (const [name, gradient] of Object.entries(back.grads))
    requireEqual(layer, `the gradient of ${name}`, gradient, otherBack.grads[name]);
  if (back.dx === undefined) return;
  requireEqual(layer, "dx", back.dx, otherBack.dx);
  requireZero(layer, back.dx, counts);
}

/** Whether the steps of a layer or a loss can be padding in a check: it says what it does with them, and its input has steps. */
export function takesPadding({ mask }: Pick<Layer | Loss, "mask">, input: readonly number[]): boolean {
  return mask !== undefined && (input[0] ?? 0) > 1;
}

/** Checks that neither the input nor the targets of padded steps change a loss, its weight or its gradients, and that dx is 0 in
 *  padded steps. setup: 3 rows. @throws RetrogradError E_MODEL naming what changes */
export function checkLossPadding(setup: LossSetup): void {
  const {
    loss: { id, loss },
    x,
    t,
    streams,
  } = setup;
  const { mask, counts } = maskFor(x);
  const training = contextOf({ id, streams });
  const run = (batch: Partial<Pick<LossSetup, "x" | "t">>) =>
    runLoss({ ...setup, ...batch }, new LayerContext({ ...training, mask }, () => training.rng));
  const drawn = loss.exampleTargets(x.shape[0] ?? 0, streams.stream("other targets")).data;
  const others = {
    "the input": { x: mappedTensor(x, (value, i) => (counts(i, x.size) ? value : 3 - 2 * value)) },
    "the targets": { t: mappedTensor(t, (value, i) => (counts(i, t.size) ? value : (drawn[i] ?? value))) },
  };
  const pass = run({});
  const { dx } = pass.backward();
  for (const [what, batch] of Object.entries(others)) {
    const other = run(batch);
    if (other.loss !== pass.loss || other.weight !== pass.weight)
      throw broken(
        `${loss.type}: ${what} of padded steps changes the loss: leave out the steps whose ctx.mask is 0`,
      );
    requireEqual(loss, "dx", dx, other.backward().dx);
  }
  requireZero(loss, dx, counts);
}

/** Which numbers of a tensor stand in steps that count: `counts(i, size)` for number i of [rows, time, ...]. */
function maskFor(x: Tensor): {
  readonly mask: Tensor;
  counts(i: number, size: number): boolean;
} {
  const [rows = 0, time = 0] = x.shape;
  const mask = exampleMask(time, x);
  return { mask, counts: (i, size) => mask.data[Math.floor((i * rows * time) / size)] === 1 };
}

function requireZero(
  { type }: Pick<Layer | Loss, "type">,
  { data, size }: Tensor,
  counts: (i: number, size: number) => boolean,
): void {
  const leak = Array.from(data).findIndex((value, i) => !counts(i, size) && value !== 0);
  if (leak >= 0) throw broken(`${type}: dx of a padded step must be 0 where dy is 0, got ${data[leak]}`);
}

function requireEqual(
  { type }: Pick<Layer | Loss, "type">,
  what: string,
  tensor: Tensor,
  other: Tensor | undefined,
  matters: (i: number) => boolean = () => true,
): void {
  const { values, others } = valuesOf({ values: tensor, ...(other && { others: other }) });
  const moved = Array.from(values ?? []).findIndex((value, i) => matters(i) && value !== others?.[i]);
  if (moved >= 0)
    throw broken(
      `${type}: what stands in padded steps changes ${what}: leave out the steps whose ctx.mask is 0`,
    );
}
