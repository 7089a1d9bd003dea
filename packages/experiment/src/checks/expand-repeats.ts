import { checkValue, formatValue, type Path } from "@retrograd/plugin";
import { z } from "zod";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { mapping } from "../sections/values.js";
import { toMistake } from "./check-sections.js";
import { asMapping, type RawMapping } from "./raw-sections.js";

/** Maximum number of entries of model.layers after its repeats are expanded. */
const maxLayers = 1000;

const timesRule = `must be a whole number from 1 to ${maxLayers}`;

/** The schema of the value of `repeat`. */
export const repeatOptions = mapping({
  /** How often to repeat, 1 to 1000. */
  times: z.int(timesRule).min(1, timesRule).max(maxLayers, timesRule),
  /** Layers in order, repeated as a group. */
  layers: z.custom<readonly unknown[]>(Array.isArray, "must be a list of layers"),
});

/** A list of layers without repeats, and the path of each entry in the file. */
export interface ExpandedLayers {
  readonly entries: readonly unknown[];
  /** The path of each entry below `model.layers`: [2], or [1, "repeat", "layers", 0]. */
  readonly origins: readonly Path[];
  readonly mistakes: readonly Mistake[];
}

/** Expands each `repeat: { times, layers }` in a list of layers, also nested ones. A wrong repeat is reported, and its layers
 *  appear once. */
export function expandRepeats(layers: readonly unknown[]): ExpandedLayers {
  const expansion = new Expansion();
  // the limit does not apply to a list without repeats
  if (!layers.some(isRepeat)) return { entries: layers, origins: layers.map((_, i) => [i]), mistakes: [] };
  const expanded = expansion.expand(layers, []);
  return {
    entries: expanded.map(({ entry }) => entry),
    origins: expanded.map(({ origin }) => origin),
    mistakes: expansion.mistakes,
  };
}

interface ExpandedEntry {
  readonly entry: unknown;
  readonly origin: Path;
}

class Expansion {
  readonly mistakes: Mistake[] = [];
  #full = false;

  expand(list: readonly unknown[], path: Path): readonly ExpandedEntry[] {
    const expanded: ExpandedEntry[] = [];
    for (const [index, entry] of list.entries()) {
      const origin = [...path, index];
      const repeat = isRepeat(entry) ? this.#repeat(entry, origin) : undefined;
      const { times, inner } = repeat ?? { times: 1, inner: [{ entry, origin }] };
      const room = maxLayers - expanded.length;
      if (times * inner.length > room) this.#tooMany(origin);
      if (this.#full) return expanded;
      for (let time = 0; time < times && inner.length > 0; time++) expanded.push(...inner);
    }
    return expanded;
  }

  #repeat(
    entry: RepeatEntry,
    origin: Path,
  ): { readonly times: number; readonly inner: readonly ExpandedEntry[] } {
    const repeatPath = [...origin, "repeat"];
    for (const key of Object.keys(entry)) {
      if (key === "repeat") continue;
      const message = `unknown key ${formatValue(key)} next to "repeat": give ids to layers that are not repeated`;
      this.#report({ code: "RG1101", path: [...origin, key], at: "key", message, expected: "no other key" });
    }
    const { value, issues } = checkValue(repeatOptions, entry.repeat, repeatPath);
    for (const issue of issues) this.#report(toMistake(issue));
    const inner = value?.layers ?? asMapping(entry.repeat)?.layers;
    if (!Array.isArray(inner)) return { times: 1, inner: [] };
    return { times: value?.times ?? 1, inner: this.expand(inner, [...repeatPath, "layers"]) };
  }

  #tooMany(origin: Path): void {
    if (this.#full) return;
    this.#full = true;
    const message = `repeats expand to more than ${maxLayers} entries: repeat fewer times`;
    this.#report({ code: "RG2010", path: origin, at: "value", message, got: "more" });
  }

  #report(mistake: Mistake): void {
    this.mistakes.push({ ...mistake, path: ["model", "layers", ...mistake.path] });
  }
}

type RepeatEntry = RawMapping & { readonly repeat: unknown };

function isRepeat(entry: unknown): entry is RepeatEntry {
  return Object.hasOwn(asMapping(entry) ?? {}, "repeat");
}

/** The path in the file for a path into the expanded list: `model.layers[3]` can come from
 *  `model.layers[1].repeat.layers[0]`. */
export function sourcePath(path: Path, origins: readonly Path[]): Path {
  const [section, key, index, ...rest] = path;
  if (section !== "model" || key !== "layers" || typeof index !== "number") return path;
  return ["model", "layers", ...(origins[index] ?? [index]), ...rest];
}
