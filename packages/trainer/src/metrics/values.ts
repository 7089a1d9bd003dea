import { formatShape, RetrogradError, sameShape, type Tensor } from "@retrograd/core";

/** Calls `visit` with each predicted value and its target, except those of padded steps. Errors name `metric`.
 *  y, t: one shape, [batch, ...outShape]; output: the index within a sample
 *  @throws RetrogradError E_SHAPE when y and t differ in shape */
export function compareValues(
  {
    y,
    t,
    mask,
    metric,
  }: { readonly y: Tensor; readonly t: Tensor; readonly mask?: Tensor | undefined; readonly metric: string },
  visit: (predicted: number, target: number, output: number) => void,
): void {
  if (!sameShape(y.shape, t.shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${metric}: predictions ${formatShape(y.shape)} need targets of the same shape, got ${formatShape(t.shape)}`,
    );
  }
  const [predicted, targets] = [y.data, t.data];
  const outputs = y.shape.slice(1).reduce((size, axis) => size * axis, 1);
  const counts = mask?.data;
  const perStep = mask === undefined ? 1 : y.size / mask.size;
  for (let i = 0; i < predicted.length; i++) {
    if (counts?.[Math.floor(i / perStep)] === 0) continue;
    visit(predicted[i] ?? 0, targets[i] ?? 0, i % outputs);
  }
}
