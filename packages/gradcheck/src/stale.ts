import type { Tensor } from "@retrograd/core";
import { compare } from "./comparison.js";
import { along } from "./fast.js";
import { randomSigns, randomSignValues } from "./random-tensors.js";
import { localSite, type Site } from "./site.js";
import { newStage, type Stage } from "./stages.js";
import { changed, elsewhere, gradientsOf, sameBits } from "./state.js";

/** Why the gradient of a tensor looks as if it belonged to an earlier call, if it does: backward gives the same for
 *  another dy, or for another input at which the derivative is another. */
export function staleness(
  stage: Stage,
  dy: Tensor,
  name: string,
  withRows: ((rows: number) => Omit<Stage, "forward">) | undefined,
): string | undefined {
  const gradient = (one: Stage, by: Tensor) => gradientsOf(one.forward.backward(by))[name];
  const g = gradient(newStage(stage), dy);
  if (g === undefined || g.every((value) => value === 0)) return undefined;
  // a loss may ignore its dloss: that is another mistake
  if (stage.layer.outShape.length > 0 && sameBits(g, gradient(newStage(stage), changed(dy)))) {
    return "backward gives the same for another dy";
  }
  const other = newStage(elsewhere(stage));
  if (!sameBits(g, gradient(other, dy))) return undefined;
  const [here, there] = [stage, other].map(
    (one) => along(siteOf(one, dy, name), signsFor(one, name)).derivative,
  );
  const moved = Math.abs(here.low - there.low) > 1e-6 * Math.abs(here.low) + 10 * (here.error + there.error);
  const rows = stage.x.shape[0] ?? 0;
  if (!moved || withRows === undefined || rows < 2) return undefined;
  // the first call with so many rows: what is right then is not ignorant of its input, but remembers another
  const fresh = newStage(withRows(rows - 1));
  const signs = randomSigns(fresh.forward.y.shape, fresh.streams.stream(`stale/${fresh.id}`), fresh.x);
  const right =
    compare([along(siteOf(fresh, signs, name), signsFor(fresh, name))], "fast").verdict === "pass";
  return right ? "backward gives the same for another input, where the derivative is another" : undefined;
}

function siteOf(stage: Stage, dy: Tensor, name: string): Site {
  const tensor = name === "x" ? stage.x : (stage.params[name] ?? stage.x);
  const { dx, grads } = stage.forward.backward(dy);
  const gradient = (name === "x" ? dx : grads[name]) ?? tensor;
  return localSite(stage, tensor.engine, dy, { tensor, gradient });
}

/** The same direction for every input of a shape. */
function signsFor({ x, params, streams, id }: Stage, name: string): Float64Array {
  const { size } = name === "x" ? x : (params[name] ?? x);
  return randomSignValues(size, streams.stream(`stale/${id}/${name}`));
}
