import { formatValue, type Path } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";

/** A value as an experiment file could hold it, and where it is no such value. */
export interface PlainData {
  readonly data: unknown;
  readonly mistakes: readonly Mistake[];
}

/** Copies a value of a program: texts, numbers, true, false, null, lists and plain objects of them. A key that is `undefined` is
 *  left out; anything else that no file can say is reported, with `null` in its place. Calls no code of the value but getters. */
export function plainData(value: unknown): PlainData {
  const reader = new DataReader();
  return { data: reader.read(value, []), mistakes: reader.mistakes };
}

class DataReader {
  readonly mistakes: Mistake[] = [];
  readonly #open = new Set<unknown>();

  read(value: unknown, path: Path): unknown {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
    if (value === null) return null;
    const isList = Array.isArray(value);
    if (!isList && !isPlainObject(value)) return this.#refuse(path, kindOf(value));
    if (this.#open.has(value)) return this.#refuse(path, "a part of itself");
    this.#open.add(value);
    const copy = isList
      ? Array.from(value, (item, index) => this.read(item, [...path, index]))
      : this.#readObject(value, path);
    this.#open.delete(value);
    return copy;
  }

  #readObject(value: Readonly<Record<string, unknown>>, path: Path) {
    const copy: Record<string, unknown> = Object.create(null);
    for (const [key, part] of Object.entries(value)) {
      if (part !== undefined) copy[key] = this.read(part, [...path, key]);
    }
    return copy;
  }

  #refuse(path: Path, got: string): null {
    const expected = "plain data: text, a number, true, false, null, a list or a mapping";
    const message = `the value must be ${expected}, got ${got}`;
    this.mistakes.push({ code: "RG1102", path, at: "value", message, expected, got });
    return null;
  }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function kindOf(value: unknown): string {
  if (typeof value === "object")
    return `an object of the class ${value?.constructor?.name || "without a name"}`;
  return value === undefined ? formatValue(value) : `a ${typeof value}`;
}
