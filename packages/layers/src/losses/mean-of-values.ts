import { type Shape, scale, sizeOf, sum, type Tensor, tensor, zeros } from "@retrograd/core";
import type { BuildContext, Loss } from "@retrograd/plugin";
import { counted, countOf } from "./counted.js";

/** A loss that is the mean of a function over all numbers of a prediction. */
interface MeanOfValues extends Pick<Loss, "graph"> {
  /** The loss of each number and its slope by x. x, t: equal shapes */
  each(x: Tensor, t: Tensor): { readonly losses: Tensor; slopes(): Tensor };
  /** The prediction. Default: x itself. */
  predict?(x: Tensor): Tensor;
  /** A random target. Default: a normal number of standard deviation 2. */
  draw?(rng: Parameters<Loss["exampleTargets"]>[1]): number;
}

/** A loss of values: the mean of `each` over all numbers that count, which padded steps do not. Its weight is their count.
 *  x, t: [batch, ...inShape] */
export function meanOfValues(
  type: string,
  inShape: Shape,
  on: BuildContext,
  { each, predict = (x) => x, draw = (rng) => 2 * rng.normal(), ...more }: MeanOfValues,
): Loss {
  return {
    type,
    outShape: inShape,
    targets: "values",
    mask: "reads",
    forward(x, t, ctx) {
      const mask = ctx?.mask;
      const weight = countOf(type, x, mask);
      const { losses, slopes } = each(x, t);
      return {
        loss: weight === 0 ? 0 : sum(counted(losses, mask)) / weight,
        weight,
        y: predict(x),
        backward: (dloss = 1) => ({
          dx: weight === 0 ? zeros(x.shape, x) : scale(counted(slopes(), mask), dloss / weight),
        }),
      };
    },
    predict,
    exampleTargets(batch, rng) {
      const shape = [batch, ...inShape];
      return tensor(
        Float64Array.from({ length: sizeOf(shape) }, () => draw(rng)),
        shape,
        on,
      );
    },
    ...more,
  };
}
