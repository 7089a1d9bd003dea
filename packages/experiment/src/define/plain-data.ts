import { formatValue, type Path } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";

/** A value in the form of an experiment file, and mistakes for the parts that a file cannot hold. */
export interface PlainData {
  readonly data: unknown;
  readonly mistakes: readonly Mistake[];
}

/** Copies a value of a program: texts, numbers, true, false, null, and lists and plain objects of them. Keys with the value
 *  `undefined` are left out. Anything else is reported and replaced by `null`. Runs no code of the value except getters. */
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
    if (this.#open.has(value)) return this.#refuse(path, "a value that contains itself");
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
  if (typeof value === "object") return `an object of class ${value?.constructor?.name || "(anonymous)"}`;
  return value === undefined ? formatValue(value) : `a ${typeof value}`;
}
