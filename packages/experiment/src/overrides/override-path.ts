import type { Path } from "@retrograd/plugin";

const pathPattern = /^[^.[\]=\s]+(?:\.[^.[\]=\s]+|\[\d+\])*$/;

/** The steps of `train.optimizer.SGD.lr`, `model.layers[0].Affine.units` or `model.layers.0.Affine.units`;
 *  undefined when it is no path. A number after a dot is a position only where a list stands. */
export function parseOverridePath(text: string): Path | undefined {
  if (!pathPattern.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) =>
    match[1] === undefined ? match[0] : Number(match[1]),
  );
}
