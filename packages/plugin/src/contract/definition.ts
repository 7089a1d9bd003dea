import type { Schema } from "./schema.js";

/** A name of other frameworks for nearly the same. */
export interface NearlyCalled {
  readonly name: string;
  /** What is not the same, as a sentence without its point: "Constant is 0 unless told: write { Constant: 1 }". */
  readonly differs: string;
}

/** What everything that a plugin registers has: a name, a sentence, and options that can be checked. */
export interface Definition<Options = unknown> {
  /** The YAML name, a PascalCase noun: "Affine". */
  readonly type: string;
  /** One sentence for people who look it up. */
  readonly summary: string;
  readonly options: Schema<Options>;
  /** What else it is called, in other frameworks: suggested where a file says so, with what differs. */
  readonly alsoCalled?: readonly (string | NearlyCalled)[];
  /** The same of its options: `{ lr: ["learning_rate"] }`. */
  readonly optionsAlsoCalled?: Readonly<Record<string, readonly string[]>>;
  /** The option that may stand alone: with "units", `Affine: 10` means `Affine: { units: 10 }`. */
  readonly mainOption?: string;
  /** Options that name another registered thing, and of which kind: `{ init: "initializers" }`. */
  readonly references?: Readonly<Record<string, "initializers" | "schedules">>;
}

/** A named thing with options, as YAML writes it: `"Relu"`, `{ Affine: 10 }`, `{ Affine: { units: 10 }, id: "hidden" }`. */
export type Entry = string | Readonly<Record<string, unknown>>;
