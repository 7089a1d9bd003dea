import { RetrogradError, sizeOf, type Tensor } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import type { Signature, UnitActivity } from "@retrograd/plugin";

/** Number of units of a layer that pass no gradient for any sample of an evaluation. */
export interface UnitCount {
  /** Id of the layer. */
  readonly layer: string;
  readonly units: number;
  /** The term of the layer for such units: "dead" or "saturated". */
  readonly kind: string;
  /** Number of such units. */
  readonly inactive: number;
}

/** Watches outputs during an evaluation and counts the units that were never active, in layers that declare `units`. */
export interface UnitWatch {
  /** Call it with each layer's output. y: [batch, ...outShape] */
  watch(id: string, y: Tensor): void;
  counts(): readonly UnitCount[];
}

/** Creates a watch over the units of a network, for one evaluation. */
export function watchUnits({ layers }: Network): UnitWatch {
  const watched = new Map<string, { readonly activity: UnitActivity; readonly seen: Uint8Array }>();
  for (const { id, layer } of layers) {
    const { units: activity, outShape } = layer;
    if (activity !== undefined) watched.set(id, { activity, seen: new Uint8Array(sizeOf(outShape)) });
  }
  return {
    watch(id, y) {
      const record = watched.get(id);
      if (record === undefined) return;
      const { activity, seen } = record;
      const active = activeIn(activity, id, y);
      let unit = 0;
      for (let i = 0; i < active.length; i++) {
        if (active[i] !== 0) seen[unit] = 1;
        unit = unit + 1 === seen.length ? 0 : unit + 1;
      }
    },
    counts: () =>
      [...watched].map(([layer, { activity, seen }]) => ({
        layer,
        units: seen.length,
        kind: activity.inactive,
        inactive: seen.reduce((count, was) => count + (was === 0 ? 1 : 0), 0),
      })),
  };
}

/** @throws RetrogradError E_PLUGIN when the layer's code throws, or returns another number of elements */
function activeIn(activity: UnitActivity, id: string, y: Tensor): Signature {
  const expected = sizeOf(y.shape);
  let active: Signature;
  try {
    active = activity.activeIn(y);
  } catch (error) {
    throw new RetrogradError("E_PLUGIN", `${id}: units.activeIn threw ${String(error)}`, { cause: error });
  }
  if (active?.length === expected) return active;
  throw new RetrogradError(
    "E_PLUGIN",
    `${id}: units.activeIn must return a number for each of the ${expected} elements of y, got ${active?.length}`,
  );
}
