import type { z } from "zod";
import type { dataSection } from "./data-section.js";
import type { experimentSchema } from "./experiment-schema.js";
import type { gradcheckSection } from "./gradcheck-section.js";
import type { modelSection } from "./model-section.js";
import type { trainSection } from "./train-section.js";
import type { Typed } from "./typed.js";
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

type Keys = Immutable<z.output<typeof experimentSchema>>;
type TrainKeys = Immutable<z.output<typeof trainSection>>;

/** A checked experiment with every default filled in: plain data that survives JSON. The schemas in this folder describe
 *  each key. */
export interface Experiment
  extends Omit<Keys, "extends" | "name" | "data" | "model" | "train" | "gradcheck">,
    Typed<Keys, "data", DataSection>,
    Typed<Keys, "model", ModelSection>,
    Typed<Keys, "train", TrainSection>,
    Typed<Keys, "gradcheck", GradcheckSection> {
  /** Names the run's folder. Default: the file's name. */
  readonly name: string;
}

// The types below come from the sections' own schemas: only their declaration files have the comments of the keys.

/** Which data to use, and how it becomes inputs. */
export type DataSection = Immutable<z.output<typeof dataSection>>;

/** The network as plain data, with repeats expanded. */
export type ModelSection = Immutable<z.output<typeof modelSection>>;

/** How the network is trained: `iterations` or `epochs`, never both. */
export interface TrainSection extends Omit<TrainKeys, "evaluate"> {
  readonly evaluate: Omit<TrainKeys["evaluate"], "splits"> & {
    /** What is evaluated. Default: every split that the data has. */
    readonly splits: readonly Split[];
  };
}

/** How gradients are checked. */
export type GradcheckSection = Immutable<z.output<typeof gradcheckSection>>;
