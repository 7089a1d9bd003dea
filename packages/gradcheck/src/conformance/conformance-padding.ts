import { type Tensor, tensor } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { mappedTensor } from "../network/copy.js";
import { takesIndices } from "../network/index-inputs.js";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { exampleMask } from "../network/masked.js";
import { randomWeights } from "../network/random-tensors.js";
import { valuesOf } from "../rules/values.js";
import { broken } from "./conformance-numbers.js";

/** Checks that what stands in padded steps changes nothing but these steps: neither the other outputs nor, where dy is 0 in
 *  padded steps, any gradient; and that dx is then 0 there. setup: the layer with an example mask, 3 rows
 *  @throws RetrogradError E_MODEL naming the tensor */
export function checkPadding(setup: LayerSetup): void {
  const { layer, x } = setup;
  const [rows = 0, time = 0] = x.shape;
  const mask = exampleMask(time, x);
  const counts = (i: number, size: number) => mask.data[Math.floor((i * rows * time) / size)] === 1;
  const other = { ...setup, x: withOtherPadding(layer, x, counts) };
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
  const { data, size } = back.dx;
  const leak = Array.from(data).findIndex((value, i) => !counts(i, size) && value !== 0);
  if (leak >= 0)
    throw broken(`${layer.type}.x: dx of a padded step must be 0 where its dy is 0, got ${data[leak]}`);
}

/** Whether the steps of a layer can be padding in a check: it says what it does with them, and its input has steps. */
export function takesPadding({ mask }: Pick<Layer, "mask">, input: readonly number[]): boolean {
  return mask !== undefined && (input[0] ?? 0) > 1;
}

function withOtherPadding(layer: Layer, x: Tensor, counts: (i: number, size: number) => boolean): Tensor {
  const { takes } = layer;
  const indices = takesIndices(layer) && typeof takes === "object" ? takes.indices : undefined;
  const moved = (value: number) => (indices === undefined ? 3 - 2 * value : (value + 1) % indices);
  return tensor(
    Float64Array.from(x.data, (value, i) => (counts(i, x.size) ? value : moved(value))),
    x.shape,
    x,
  );
}

function requireEqual(
  { type }: Layer,
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
