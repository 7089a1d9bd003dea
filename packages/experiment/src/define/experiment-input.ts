import type { Plugin } from "@retrograd/plugin";
import type { z } from "zod";
import type { repeatOptions } from "../checks/expand-repeats.js";
import type { experimentSchema } from "../sections/experiment-schema.js";
import type { EntryInput } from "./entry-input.js";

/** An experiment as input: the types of an experiment file that uses the plugins `P`. An experiment that extends a file can
 *  leave out the keys of that file. */
export type ExperimentInput<P extends Plugin> = WholeInput<P> | ExtendingInput<P>;

type Keys = z.input<typeof experimentSchema>;
type DataKeys = NonNullable<Keys["data"]>;
type TrainKeys = NonNullable<Keys["train"]>;

/** An experiment that does not extend another. */
interface WholeInput<P extends Plugin> extends Omit<Keys, "extends" | "data" | "model" | "train"> {
  readonly data?: DataInput<P>;
  readonly model: ModelInput<P>;
  readonly train?: TrainInput<P>;
}

/** An experiment that extends a file. */
interface ExtendingInput<P extends Plugin> extends Omit<Keys, "data" | "model" | "train"> {
  readonly extends: string;
  readonly data?: Partial<DataInput<P>>;
  readonly model?: Partial<ModelInput<P>>;
  readonly train?: TrainInput<P>;
}

/** The section `data`. */
interface DataInput<P extends Plugin> extends Omit<DataKeys, "dataset"> {
  /** A registered data set, or a reader with its options. */
  readonly dataset: EntryInput<P, "datasets">;
}

/** The section `model`. */
interface ModelInput<P extends Plugin> {
  /** Shape of one sample, without the batch axis. */
  readonly input: readonly number[];
  /** Layers in order. The last one is the loss. */
  readonly layers: readonly LayerInput<P>[];
}

/** A layer, a loss, or a group of repeated layers. */
export type LayerInput<P extends Plugin> =
  | EntryInput<P, "layers" | "losses", { readonly id?: string; readonly repeat?: never }>
  | RepeatInput<P>;

interface RepeatInput<P extends Plugin> {
  /** Layers that are repeated `times` times. */
  readonly repeat: Omit<z.input<typeof repeatOptions>, "layers"> & {
    readonly layers: readonly LayerInput<P>[];
  };
}

/** The section `train`. */
interface TrainInput<P extends Plugin> extends Omit<TrainKeys, "optimizer" | "schedule" | "evaluate"> {
  /** How gradients change the parameters. */
  readonly optimizer?: EntryInput<P, "optimizers">;
  /** How the learning rate changes. Default: it stays constant. */
  readonly schedule?: EntryInput<P, "schedules">;
  readonly evaluate?: Omit<NonNullable<TrainKeys["evaluate"]>, "metrics"> & {
    /** Metrics in addition to the loss. Default: Accuracy for classes, R2 for values. */
    readonly metrics?: readonly EntryInput<P, "metrics">[];
  };
}
