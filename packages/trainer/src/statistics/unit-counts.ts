import { RetrogradError, sizeOf, type Tensor } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import type { Signature, UnitActivity } from "@retrograd/plugin";

/** How many units of a layer an evaluation found to pass no gradient on for any of its samples. */
export interface UnitCount {
  /** Id of the layer. */
  readonly layer: string;
  readonly units: number;
  /** What the layer calls such units: "dead" or "saturated". */
  readonly kind: string;
  /** How many of them are. */
  readonly inactive: number;
}

/** Watches outputs over an evaluation, and counts the units that were never active in those layers that declare what this
 *  means. */
export interface UnitWatch {
  /** Told each layer's output. y: [batch, ...outShape] */
  watch(id: string, y: Tensor): void;
  counts(): readonly UnitCount[];
}

/** A watch over the units of a network, for one evaluation. */
export function watchUnits({ layers }: Network): UnitWatch {
  const watched = new Map<string, { readonly activity: UnitActivity; readonly seen: Uint8Array }>();
  for (const { id, layer } of layers) {
    const { units: activity, outShape } = layer;
    if (activity !== undefined) watched.set(id, { activity, seen: new Uint8Array(sizeOf(outShape)) });
  }
  return {
    watch(id, y) {
      const found = watched.get(id);
      if (found === undefined) return;
      const { activity, seen } = found;
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

/** @throws RetrogradError E_PLUGIN when the layer's own code fails, or tells of another number of elements */
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
    `${id}: units.activeIn must give a number for each of the ${expected} elements of y, got ${active?.length}`,
  );
}
