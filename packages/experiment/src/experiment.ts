import type { Shape } from "@retrograd/core";
import type { Entry } from "@retrograd/plugin";
import type { dtypes, engines, gradcheckModes, rngs, samplings, scales, splits } from "./sections/words.js";

/** A part of the data. */
export type Split = (typeof splits)[number];

/** A number of an evaluation by split and metric: "test.accuracy". */
export type SplitMetric = `${Split}.${string}`;

/** An experiment with every default filled in: plain data that survives JSON. */
export interface Experiment {
  readonly version: 1;
  /** Names the run's folder. */
  readonly name: string;
  /** A whole number from 0; below 2^32 with rng "numpy". */
  readonly seed: number;
  readonly dtype: (typeof dtypes)[number];
  readonly engine: (typeof engines)[number];
  readonly rng: (typeof rngs)[number];
  /** Names of plugins that must be loaded. */
  readonly requires: readonly string[];
  readonly data?: DataSection;
  readonly model: ModelSection;
  readonly train?: TrainSection;
  readonly gradcheck: GradcheckSection;
}

/** Which data, and how it becomes inputs. */
export interface DataSection {
  readonly dataset: Entry;
  readonly scale: (typeof scales)[number];
  /** Fraction of the samples to test with, where the data has no split of its own. */
  readonly test: number;
  /** Fraction of the samples to choose by, or one fold of those that are not for the test; absent: none. */
  readonly validation?: number | { readonly fold: number; readonly of: number };
  /** Whether each class has its share of every split that is made; absent: not. */
  readonly stratify?: boolean;
  /** Most samples of each split to use. */
  readonly limit?: number;
  /** Folder to look for the data in. */
  readonly path?: string;
}

/** The network written down. */
export interface ModelSection {
  /** Shape of one sample, without the batch axis. */
  readonly input: Shape;
  /** Repeats written out. */
  readonly layers: readonly Entry[];
}

/** How the network is trained: `iterations` or `epochs`, never both. */
export interface TrainSection {
  readonly optimizer: Entry;
  /** How the learning rate changes; absent: not at all. */
  readonly schedule?: Entry;
  /** Longest that all gradients together, largest that an element of one may be. */
  readonly clip?: { readonly norm?: number; readonly value?: number };
  /** Samples in a step. */
  readonly batch: number;
  /** Length in steps. */
  readonly iterations?: number;
  /** Length in passes over the training data. */
  readonly epochs?: number;
  readonly sampling: (typeof samplings)[number];
  readonly evaluate: {
    /** Steps between evaluations; absent: after each epoch. */
    readonly every?: number;
    readonly splits: readonly Split[];
    /** What is measured beside the loss; absent: what is usual for it. */
    readonly metrics?: readonly Entry[];
  };
  /** Steps between rows of the log. */
  readonly log: { readonly every: number };
  /** Steps between statistics of each layer; absent: none. */
  readonly statistics?: { readonly every: number };
  /** Whether it is checked before training that the network can learn; absent: it is not. */
  readonly preflight?: boolean;
  /** What is kept to go on from. */
  readonly checkpoint: {
    /** Steps between checkpoints; absent: only when interrupted. */
    readonly every?: number;
    /** How many of the last stay. */
    readonly keep: number;
    /** A metric whose best checkpoint stays too. */
    readonly best?: SplitMetric;
  };
  /** Ends training early, by whatever comes first. */
  readonly stop?: StopSection;
}

/** When training ends early: `metric` stands where something waits for it. */
interface StopSection {
  readonly metric?: SplitMetric;
  /** The metric is this or more, or this or less; never both. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Evaluations in a row without a better metric. */
  readonly patience?: number;
  /** How much better counts for patience. */
  readonly minDelta?: number;
  /** Of training and evaluation. */
  readonly seconds?: number;
}

/** How gradients are checked. */
export interface GradcheckSection {
  readonly batch: number;
  readonly mode: (typeof gradcheckModes)[number];
  /** What the check may take. */
  readonly seconds?: number;
  /** The only step of the differences; from 1e-4 down to 1e-8 as needed where absent. */
  readonly step?: number;
}
