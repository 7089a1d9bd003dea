import { RetrogradError } from "@retrograd/core";
import { entryIds, entrySources, inputName, inputPosition, noSource } from "@retrograd/network";
import {
  blaming,
  checkValue,
  formatValue,
  type Issue,
  nameWithPackage,
  type Path,
  type Registry,
  resolveEntry,
  type Schema,
} from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { branchesOptions, maxLayers, repeatOptions, residualOptions } from "./block-options.js";
import { toMistake } from "./check-sections.js";
import { asMapping, type RawMapping } from "./raw-sections.js";

/** The names of the blocks that every experiment can use. */
export const builtinBlocks = ["repeat", "residual", "branches"] as const;

/** Where an entry of the expanded list is in the file, below `model.layers`. */
export interface Origin {
  /** [2], or [1, "repeat", "layers", 0]. */
  readonly path: Path;
  /** The name, if the file has it without options, while the expanded entry has more keys. */
  readonly loneName?: string;
  /** Whether the file has only the block that the entry comes from. */
  readonly inBlock?: true;
}

/** A list of layers without blocks, and the origin of each entry. */
export interface ExpandedLayers {
  readonly entries: readonly unknown[];
  readonly origins: readonly Origin[];
  readonly mistakes: readonly Mistake[];
}

/** Writes out `repeat`, `residual`, `branches` and registered blocks in a list of layers, nested to any depth. An entry that
 *  does not read the one before it has the ids of what it reads in `from`. A wrong block is reported, and its layers appear
 *  once. inputs: names of the network's inputs */
export function expandBlocks(
  layers: readonly unknown[],
  registry: Registry,
  inputs: readonly string[] = [inputName],
): ExpandedLayers {
  const expansion = new Expansion(registry, inputs);
  // the limit does not apply to a list without blocks
  if (!layers.some((entry) => expansion.blockName(entry) !== undefined))
    return { entries: layers, origins: layers.map((_, i) => ({ path: [i] })), mistakes: [] };
  expansion.list(layers, { path: [] }, inputPosition);
  return { ...expansion.written(), mistakes: expansion.mistakes };
}

/** The same mistake, at its place in the file. */
export function atSource(mistake: Mistake, origins: readonly Origin[]): Mistake {
  const { path } = mistake;
  const [section, key, index, name] = path;
  const isInList = section === "model" && key === "layers" && typeof index === "number";
  const isLoneName = isInList && name !== undefined && name === origins[index]?.loneName;
  // a lone name is a value, not a key
  return { ...mistake, path: sourcePath(path, origins), ...(isLoneName ? { at: "value" } : {}) };
}

/** The path in the file for a path into the expanded list: `model.layers[3]` can come from
 *  `model.layers[1].repeat.layers[0]`. */
export function sourcePath(path: Path, origins: readonly Origin[]): Path {
  const [section, key, index, ...rest] = path;
  if (section !== "model" || key !== "layers" || typeof index !== "number") return path;
  const { path: origin, loneName, inBlock } = origins[index] ?? { path: [index] };
  const inner = inBlock ? [] : rest[0] === loneName ? rest.slice(1) : rest;
  return ["model", "layers", ...origin, ...inner];
}

interface ExpandedEntry {
  readonly entry: unknown;
  readonly place: Origin;
  /** The positions that it reads, unless it has a `from`. */
  readonly reads: readonly number[];
}

/** A block in the list, with its place and the position of what it reads. */
interface Block {
  readonly entry: RawMapping;
  readonly place: Origin;
  readonly source: number;
}

class Expansion {
  readonly mistakes: Mistake[] = [];
  readonly #registry: Registry;
  readonly #inputs: readonly string[];
  readonly #entries: ExpandedEntry[] = [];
  #depth = 0;
  #full = false;
  // a repeated mistake is reported once
  #isSilent = false;

  constructor(registry: Registry, inputs: readonly string[]) {
    this.#registry = registry;
    this.#inputs = inputs;
  }

  /** The name of the block that an entry is, if it is one. */
  blockName(entry: unknown): string | undefined {
    if (typeof entry === "string") return this.#registry.blocks.has(entry) ? entry : undefined;
    const names = Object.keys(asMapping(entry) ?? {});
    return (
      builtinBlocks.find((name) => names.includes(name)) ??
      names.find((name) => this.#registry.blocks.has(name))
    );
  }

  /** Expands a list. source: the position of what its first entry reads. Returns the position of its output. */
  list(list: readonly unknown[], place: Origin, source: number): number {
    let end = source;
    for (const [index, entry] of list.entries()) {
      if (this.#full) break;
      end = this.#expand(entry, inside(place, index), end);
    }
    return end;
  }

  /** The expanded list, with ids in `from`. */
  written(): Omit<ExpandedLayers, "mistakes"> {
    const ids = entryIds(this.#entries.map(({ entry }) => entry));
    const idOf = (position: number) => (position < 0 ? this.#inputs[-1 - position] : ids[position]);
    const expanded = this.#entries.map(({ entry, place, reads }, index) => {
      const isOnlySource = index > 0 || this.#inputs.length < 2 || isTopLevel(place);
      const isDefault = isOnlySource && reads.length === 1 && reads[0] === index - 1;
      const isName = typeof entry === "string";
      const options = isName ? { [entry]: {} } : asMapping(entry);
      if (isDefault || options === undefined || Object.hasOwn(options, "from"))
        return { entry, origin: place };
      const from = reads.length === 1 ? idOf(reads[0] ?? inputPosition) : reads.map(idOf);
      return { entry: { ...options, from }, origin: isName ? { ...place, loneName: entry } : place };
    });
    return { entries: expanded.map(({ entry }) => entry), origins: expanded.map(({ origin }) => origin) };
  }

  #expand(entry: unknown, place: Origin, before: number): number {
    const name = this.blockName(entry);
    if (name === undefined) return this.#push({ entry, place, reads: [before] });
    if (this.#depth === maxLayers) return this.#tooMany(place);
    const mapping = asMapping(entry) ?? { [name]: {} };
    // which of several inputs an entry reads is not a guess
    if (before < 0 && isTopLevel(place) && mapping.from === undefined && this.#inputs.length > 1)
      this.#report(toMistake(noSource(this.#inputs, place.path)));
    const block = { entry: mapping, place, source: this.#sourceOf(mapping, place) ?? before };
    this.#depth++;
    const end = this.#expandBlock(name, block);
    this.#depth--;
    return end;
  }

  #expandBlock(name: string, block: Block): number {
    if (name === "repeat") return this.#repeat(block);
    if (name === "residual") return this.#residual(block);
    if (name === "branches") return this.#branches(block);
    return this.#registered(name, block);
  }

  #repeat({ entry, place, source }: Block): number {
    this.#requireKeys("repeat", entry, place);
    const inner = inside(place, "repeat");
    const value = this.#check(repeatOptions, entry.repeat, inner);
    const layers = value?.layers ?? asMapping(entry.repeat)?.layers;
    if (!Array.isArray(layers)) return source;
    const wasSilent = this.#isSilent;
    let end = source;
    for (let time = 0; time < (value?.times ?? 1) && !this.#full; time++) {
      const length = this.#entries.length;
      end = this.list(layers, inside(inner, "layers"), end);
      this.#isSilent = true;
      // empty layers stay empty
      if (this.#entries.length === length) break;
    }
    this.#isSilent = wasSilent;
    return end;
  }

  #residual({ entry, place, source }: Block): number {
    this.#requireKeys("residual", entry, place);
    const { residual: raw } = entry;
    const isList = Array.isArray(raw);
    const inner = inside(place, "residual");
    this.#check(residualOptions, isList ? { layers: raw } : raw, inner);
    const options: RawMapping = isList ? { layers: raw } : (asMapping(raw) ?? {});
    const { layers, shortcut } = options;
    if (!Array.isArray(layers)) return source;
    const end = this.list(layers, isList ? inner : inside(inner, "layers"), source);
    const around = Array.isArray(shortcut) ? this.list(shortcut, inside(inner, "shortcut"), source) : source;
    return this.#join({ entry: { Add: {} }, place, reads: [end, around] }, entry.id);
  }

  #branches({ entry, place, source }: Block): number {
    this.#requireKeys("branches", entry, place);
    const { branches: raw } = entry;
    const isList = Array.isArray(raw);
    const inner = inside(place, "branches");
    const value = this.#check(branchesOptions, isList ? { paths: raw } : raw, inner);
    const paths: unknown = isList ? raw : asMapping(raw)?.paths;
    if (!Array.isArray(paths)) return source;
    const pathsPlace = isList ? inner : inside(inner, "paths");
    const ends = paths.map((path, i) =>
      Array.isArray(path) ? this.list(path, inside(pathsPlace, i), source) : source,
    );
    if (value === undefined) return ends.at(-1) ?? source;
    const hasJoin = Object.hasOwn(asMapping(raw) ?? {}, "join");
    const joinPlace = hasJoin ? inside(inner, "join") : place;
    return this.#join({ entry: value.join, place: joinPlace, reads: ends }, entry.id);
  }

  #registered(name: string, { entry, place, source }: Block): number {
    const { value, issues } = resolveEntry(this.#registry, ["blocks"], entry, place.path);
    for (const issue of issues) this.#report(toMistake(issue));
    this.#refuseLayerKeys(name, entry, place);
    if (value === undefined) return source;
    const { definition, options } = value;
    const entries = blaming(nameWithPackage(this.#registry, definition, name), () => {
      const list = definition.expand(options);
      if (Array.isArray(list)) return list;
      throw new RetrogradError("E_PLUGIN", `expand must return a list of entries, got ${formatValue(list)}`);
    });
    const length = this.#entries.length;
    const end = this.list(entries, { ...place, inBlock: true }, source);
    const last = this.#entries.at(-1);
    if (entry.id !== undefined && last !== undefined && this.#entries.length > length) {
      this.#entries[this.#entries.length - 1] = this.#named(last, entry.id);
    }
    return end;
  }

  /** Adds the layer that joins the paths of a block. The id of the block names it. */
  #join(joint: ExpandedEntry, id: unknown): number {
    const { place } = joint;
    const { from, ...entry } = asMapping(joint.entry) ?? {};
    if (from !== undefined) {
      const message = 'unknown key "from": the layer that joins reads the paths';
      this.#report({ code: "RG1101", path: [...place.path, "from"], at: "key", message });
    }
    const own = from === undefined ? joint : { ...joint, entry };
    return this.#push(id === undefined ? own : this.#named(own, id));
  }

  #named(expanded: ExpandedEntry, id: unknown): ExpandedEntry {
    const { entry, place } = expanded;
    const mapping = typeof entry === "string" ? { [entry]: {} } : asMapping(entry);
    if (mapping?.id !== undefined) {
      const message = `the last layer of the block has the id ${formatValue(mapping.id)} already, so the block cannot have another`;
      this.#report({ code: "RG2008", path: [...place.path, "id"], at: "value", message });
      return expanded;
    }
    return { ...expanded, entry: { ...mapping, id } };
  }

  #push(expanded: ExpandedEntry): number {
    if (this.#entries.length === maxLayers) return this.#tooMany(expanded.place);
    return this.#entries.push(expanded) - 1;
  }

  /** The position that the `from` of a block names. */
  #sourceOf({ from }: RawMapping, { path }: Origin): number | undefined {
    if (from === undefined) return undefined;
    const ids: readonly unknown[] = Array.isArray(from) ? from : [from];
    const [id] = ids;
    if (ids.length !== 1 || typeof id !== "string") {
      const got = formatValue(from);
      const message = `"from" of a block must be the id of one earlier layer, got ${got}`;
      this.#report({ code: "RG2004", path: [...path, "from"], at: "value", message, got });
      return undefined;
    }
    const earlier = entryIds(this.#entries.map(({ entry }) => entry));
    const { positions, issues } = entrySources(
      [id],
      { ids: earlier, inputs: this.#inputs },
      earlier.length,
      path,
    );
    for (const issue of issues) this.#report(toMistake(issue));
    return positions[0];
  }

  #check<T>(schema: Schema<T>, value: unknown, { path }: Origin): T | undefined {
    const checked = checkValue(schema, value, path);
    for (const issue of checked.issues) this.#report(toMistake(issue as Issue));
    return checked.value;
  }

  #requireKeys(name: (typeof builtinBlocks)[number], entry: RawMapping, { path }: Origin): void {
    const others = name === "repeat" ? ["from"] : ["id", "from"];
    for (const key of Object.keys(entry)) {
      if (key === name || others.includes(key)) continue;
      const advice =
        key === "id" ? "give ids to layers that are not repeated" : `start a new entry with "- "`;
      const message = `unknown key ${formatValue(key)} next to "${name}": ${advice}`;
      this.#report({ code: "RG1101", path: [...path, key], at: "key", message, expected: "no other key" });
    }
  }

  /** Reports `mask` and `tie` of a registered block: it has several layers, and neither says which one it is for. */
  #refuseLayerKeys(name: string, entry: RawMapping, { path }: Origin): void {
    for (const key of ["mask", "tie"]) {
      if (entry[key] === undefined) continue;
      const message = `unknown key "${key}" next to "${name}": a block has several layers; write out those that need "${key}", which retrograd describe lists`;
      this.#report({ code: "RG1101", path: [...path, key], at: "key", message, expected: "id or from" });
    }
  }

  #tooMany({ path }: Origin): number {
    const message = `blocks expand to more than ${maxLayers} entries: repeat fewer times`;
    if (!this.#full) {
      this.#isSilent = false;
      // the whole entry of model.layers, since any of its blocks may be the large one
      this.#report({ code: "RG2010", path: path.slice(0, 1), at: "value", message, got: "more" });
    }
    this.#full = true;
    return inputPosition;
  }

  #report(mistake: Mistake): void {
    if (this.#isSilent) return;
    this.mistakes.push({ ...mistake, path: ["model", "layers", ...mistake.path] });
  }
}

/** Whether an entry stands in the list of the file, outside of all blocks. */
function isTopLevel({ path, inBlock }: Origin): boolean {
  return path.length === 1 && inBlock !== true;
}

function inside(place: Origin, ...steps: Path): Origin {
  return place.inBlock ? place : { path: [...place.path, ...steps] };
}
