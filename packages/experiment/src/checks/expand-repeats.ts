import { checkValue, formatValue, type Path } from "@retrograd/plugin";
import { z } from "zod";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { toMistake } from "./check-sections.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** Most entries of model.layers once its repeats are written out. */
const maxLayers = 1000;

const wholeTimes = `must be a whole number from 1 to ${maxLayers}`;

/** What stands under `repeat`. */
export const repeatOptions = z.strictObject({
  times: z.int(wholeTimes).min(1, wholeTimes).max(maxLayers, wholeTimes).describe("How often, 1 to 1000."),
  layers: z
    .custom<readonly unknown[]>(Array.isArray, "must be a list of layers")
    .describe("Layers in order, repeated as a whole."),
});

/** A list of layers without repeats, and where each entry was written. */
export interface ExpandedLayers {
  readonly entries: readonly unknown[];
  /** Of each entry the path below `model.layers`: [2], or [1, "repeat", "layers", 0]. */
  readonly origins: readonly Path[];
  readonly mistakes: readonly Mistake[];
}

/** Writes out `repeat: { times, layers }` of a list of layers, also within one another. One that is wrong is reported, and
 *  its layers are read once. */
export function expandRepeats(layers: readonly unknown[]): ExpandedLayers {
  const expansion = new Expansion();
  // any number of layers may be written out by hand
  if (!layers.some(isRepeat)) return { entries: layers, origins: layers.map((_, i) => [i]), mistakes: [] };
  const placed = expansion.expand(layers, []);
  return {
    entries: placed.map(({ entry }) => entry),
    origins: placed.map(({ origin }) => origin),
    mistakes: expansion.mistakes,
  };
}

interface PlacedEntry {
  readonly entry: unknown;
  readonly origin: Path;
}

class Expansion {
  readonly mistakes: Mistake[] = [];
  #full = false;

  expand(list: readonly unknown[], path: Path): readonly PlacedEntry[] {
    const placed: PlacedEntry[] = [];
    for (const [index, entry] of list.entries()) {
      const origin = [...path, index];
      const repeated = isRepeat(entry) ? this.#repeat(entry, origin) : undefined;
      const { times, inner } = repeated ?? { times: 1, inner: [{ entry, origin }] };
      const room = maxLayers - placed.length;
      if (times * inner.length > room) this.#tooMany(origin);
      if (this.#full) return placed;
      for (let time = 0; time < times && inner.length > 0; time++) placed.push(...inner);
    }
    return placed;
  }

  #repeat(
    entry: RepeatEntry,
    origin: Path,
  ): { readonly times: number; readonly inner: readonly PlacedEntry[] } {
    const inside = [...origin, "repeat"];
    for (const key of Object.keys(entry)) {
      if (key === "repeat") continue;
      const message = `unknown key ${formatValue(key)} beside "repeat": name the layers within, where they are not repeated`;
      this.#report({ code: "RG1101", path: [...origin, key], at: "key", message, expected: "no other key" });
    }
    const { value, issues } = checkValue(repeatOptions, entry.repeat, inside);
    for (const issue of issues) this.#report(toMistake(issue));
    const inner = value?.layers ?? asMapping(entry.repeat)?.layers;
    if (!Array.isArray(inner)) return { times: 1, inner: [] };
    return { times: value?.times ?? 1, inner: this.expand(inner, [...inside, "layers"]) };
  }

  #tooMany(origin: Path): void {
    if (this.#full) return;
    this.#full = true;
    const message = `repeats write out to more than ${maxLayers} entries: repeat less often`;
    this.#report({ code: "RG2010", path: origin, at: "value", message, got: "more" });
  }

  #report(mistake: Mistake): void {
    this.mistakes.push({ ...mistake, path: ["model", "layers", ...mistake.path] });
  }
}

type RepeatEntry = PlainMapping & { readonly repeat: unknown };

function isRepeat(entry: unknown): entry is RepeatEntry {
  return Object.hasOwn(asMapping(entry) ?? {}, "repeat");
}

/** The path of what was written for a path into the written-out list: `model.layers[3]` may be
 *  `model.layers[1].repeat.layers[0]`. */
export function writtenPath(path: Path, origins: readonly Path[]): Path {
  const [section, key, index, ...rest] = path;
  if (section !== "model" || key !== "layers" || typeof index !== "number") return path;
  return ["model", "layers", ...(origins[index] ?? [index]), ...rest];
}
