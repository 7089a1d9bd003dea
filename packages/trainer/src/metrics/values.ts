import { formatShape, RetrogradError, sameShape, type Tensor } from "@retrograd/core";

/** Looks at each predicted value beside its target. `asked` is named in errors.
 *  y, t: one shape, [batch, ...outShape]; output: the position within a sample
 *  @throws RetrogradError E_SHAPE when y and t differ in shape */
export function compareValues(
  { y, t, asked }: { readonly y: Tensor; readonly t: Tensor; readonly asked: string },
  look: (predicted: number, target: number, output: number) => void,
): void {
  if (!sameShape(y.shape, t.shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${asked}: predictions ${formatShape(y.shape)} need targets of the same shape, got ${formatShape(t.shape)}`,
    );
  }
  const [predicted, targets] = [y.data, t.data];
  const outputs = y.shape.slice(1).reduce((size, axis) => size * axis, 1);
  for (let i = 0; i < predicted.length; i++) look(predicted[i] ?? 0, targets[i] ?? 0, i % outputs);
}
