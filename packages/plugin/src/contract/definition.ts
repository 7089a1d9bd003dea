import type { Schema } from "./schema.js";

/** A name that other frameworks use for something similar. */
export interface Alias {
  readonly name: string;
  /** The difference, as a sentence without a final full stop: "Constant is 0 by default: write { Constant: 1 }". */
  readonly caveat: string;
}

/** The common part of all definitions: a name, a summary, and a schema of options. */
export interface Definition<Options = unknown> {
  /** The YAML name, a PascalCase noun: "Affine". */
  readonly type: string;
  /** One sentence of documentation. */
  readonly summary: string;
  readonly options: Schema<Options>;
  /** Names in other frameworks. An experiment that uses one gets this definition suggested, with the alias's caveat. */
  readonly aliases?: readonly (string | Alias)[];
  /** Aliases of the options: `{ lr: ["learning_rate"] }`. */
  readonly optionAliases?: Readonly<Record<string, readonly string[]>>;
  /** The option that a lone value sets: with "units", `Affine: 10` means `Affine: { units: 10 }`. */
  readonly mainOption?: string;
  /** The options that name another registered thing, with its kind: `{ init: "initializers" }`. */
  readonly references?: Readonly<Record<string, "initializers" | "schedules">>;
}

/** A name with options, as YAML writes it: `"Relu"`, `{ Affine: 10 }`, `{ Affine: { units: 10 }, id: "hidden" }`. */
export type Entry = string | Readonly<Record<string, unknown>>;
