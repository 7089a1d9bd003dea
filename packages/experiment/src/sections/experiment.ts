import type { z } from "zod";
import type { experimentSchema } from "./experiment-schema.js";
import type { splits } from "./words.js";

/** A part of the data. */
export type Split = (typeof splits)[number];

/** The name of a measured value, split and metric: "test.accuracy". */
export type SplitMetric = `${Split}.${string}`;

type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

type Sections = Immutable<z.output<typeof experimentSchema>>;
type SectionOf<Key extends keyof Sections> = NonNullable<Sections[Key]>;

/** A checked experiment with every default filled in: plain data that survives JSON. The schemas in this folder describe
 *  each key. */
export interface Experiment extends Omit<Sections, "extends" | "name" | "train"> {
  /** Names the run's folder. Default: the file's name. */
  readonly name: string;
  readonly train?: TrainSection;
}

/** Which data to use, and how it becomes inputs. */
export type DataSection = SectionOf<"data">;

/** The network as plain data, with repeats expanded. */
export type ModelSection = SectionOf<"model">;

/** How the network is trained: `iterations` or `epochs`, never both. */
export interface TrainSection extends Omit<SectionOf<"train">, "evaluate"> {
  readonly evaluate: Omit<SectionOf<"train">["evaluate"], "splits"> & {
    /** What is evaluated. Default: every split that the data has. */
    readonly splits: readonly Split[];
  };
}

/** How gradients are checked. */
export type GradcheckSection = SectionOf<"gradcheck">;
