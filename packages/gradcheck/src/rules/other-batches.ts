import { sizeOf, type Tensor, tensor } from "@retrograd/core";
import { compare } from "../comparison.js";
import { along } from "../fast.js";
import { randomSigns, randomSignValues } from "../random-tensors.js";
import { localSite } from "../site.js";
import { newStage, type Stage } from "../stages.js";
import { type Breach, breach } from "./breach.js";

/** Checks a layer along a few directions of each tensor with fewer rows, 1 and 2: some mistakes show at batch 1 or at
 *  even batches alone. of: the layer on its first rows */
export function otherBatches(rows: number, of: (rows: number) => Omit<Stage, "forward">): readonly Breach[] {
  for (const fewer of [1, 2].filter((n) => n < rows)) {
    const stage = newStage(of(fewer));
    const { y, backward } = stage.forward;
    const rng = stage.streams.stream(`batch/${stage.id}`, fewer);
    const dy = randomSigns(y.shape, rng, y);
    const { dx, grads } = backward(dy);
    for (const [name, one] of Object.entries({ x: stage.x, ...stage.params })) {
      const gradient = name === "x" ? dx : grads[name];
      if (gradient === undefined || gradient.size !== one.size) continue;
      const site = localSite(stage, one.engine, dy, { tensor: one, gradient });
      const pairs = Array.from({ length: 3 }, () => along(site, randomSignValues(one.size, rng)));
      const smooth = pairs.filter(({ derivative }) => derivative.kinks === 0);
      if (compare(smooth, "fast").verdict === "fail") {
        const message = `backward is wrong for a batch of ${fewer}, not for one of ${rows}`;
        return [breach(name, "batch-size", message)];
      }
    }
  }
  return [];
}

/** The first rows of a tensor. x: [batch, ...] -> [rows, ...] */
export function firstRows(x: Tensor, rows: number): Tensor {
  const shape = [rows, ...x.shape.slice(1)];
  return tensor(Array.from(x.data).slice(0, sizeOf(shape)), shape, x);
}
