import type { Path } from "@retrograd/plugin";

const pathPattern = /^[^.[\]=\s]+(?:\.[^.[\]=\s]+|\[\d+\])*$/;

/** The steps of `train.optimizer.SGD.lr`, `model.layers[0].Affine.units` or `model.layers.0.Affine.units`;
 *  undefined if it is not a path. A number after a dot is an index only if the value is a list. */
export function parseOverridePath(text: string): Path | undefined {
  if (!pathPattern.test(text)) return undefined;
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map((match) =>
    match[1] === undefined ? match[0] : Number(match[1]),
  );
}
