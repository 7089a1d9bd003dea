import type { InputSpec } from "@retrograd/network";
import type { Plugin } from "@retrograd/plugin";
import type { z } from "zod";
import type { repeatOptions } from "../checks/expand-repeats.js";
import type { dataSection } from "../sections/data-section.js";
import type { experimentSchema } from "../sections/experiment-schema.js";
import type { gradcheckSection } from "../sections/gradcheck-section.js";
import type { modelSection } from "../sections/model-section.js";
import type { trainSection } from "../sections/train-section.js";
import type { Typed } from "../sections/typed.js";
import type { EntryInput } from "./entry-input.js";

/** An experiment as input: the types of an experiment file that uses the plugins `P`. An experiment that extends a file can
 *  leave out the keys of that file. */
export type ExperimentInput<P extends Plugin> = WholeInput<P> | ExtendingInput<P>;

type Keys = z.input<typeof experimentSchema>;
// of the sections' own schemas: the comments of their keys are in the declaration files of these alone
type DataKeys = z.input<typeof dataSection>;
type ModelKeys = z.input<typeof modelSection>;
type TrainKeys = z.input<typeof trainSection>;
type EvaluateKeys = NonNullable<TrainKeys["evaluate"]>;
type RepeatKeys = z.input<typeof repeatOptions>;

/** An experiment that does not extend another. */
interface WholeInput<P extends Plugin>
  extends Omit<Keys, "extends" | "data" | "model" | "train" | "gradcheck">,
    Typed<Keys, "data", DataInput<P>>,
    Typed<Keys, "model", ModelInput<P>>,
    Typed<Keys, "train", TrainInput<P>>,
    Typed<Keys, "gradcheck", z.input<typeof gradcheckSection>> {
  // tells the two apart, without which an editor shows no comments
  readonly extends?: never;
}

/** An experiment that extends a file. */
interface ExtendingInput<P extends Plugin>
  extends Omit<Keys, "extends" | "data" | "model" | "train" | "gradcheck">,
    Required<Pick<Keys, "extends">>,
    Typed<Keys, "data", Partial<DataInput<P>>>,
    Partial<Typed<Keys, "model", Partial<ModelInput<P>>>>,
    Typed<Keys, "train", TrainInput<P>>,
    Typed<Keys, "gradcheck", z.input<typeof gradcheckSection>> {}

/** The section `data`. */
interface DataInput<P extends Plugin>
  extends Omit<DataKeys, "dataset">,
    Typed<DataKeys, "dataset", EntryInput<P, "datasets">> {}

/** The section `model`. */
interface ModelInput<P extends Plugin>
  extends Typed<ModelKeys, "input", readonly number[] | InputSpec>,
    Typed<ModelKeys, "layers", readonly LayerInput<P>[]> {}

/** A layer, a loss, or a group of repeated layers. */
export type LayerInput<P extends Plugin> =
  | EntryInput<P, "layers" | "losses", { readonly id?: string; readonly repeat?: never }>
  | RepeatInput<P>;

interface RepeatInput<P extends Plugin> {
  /** Layers that are repeated `times` times. */
  readonly repeat: Omit<RepeatKeys, "layers"> & Typed<RepeatKeys, "layers", readonly LayerInput<P>[]>;
}

/** The section `train`. */
interface TrainInput<P extends Plugin>
  extends Omit<TrainKeys, "optimizer" | "schedule" | "evaluate">,
    Typed<TrainKeys, "optimizer", EntryInput<P, "optimizers">>,
    Typed<TrainKeys, "schedule", EntryInput<P, "schedules">>,
    Typed<
      TrainKeys,
      "evaluate",
      Omit<EvaluateKeys, "metrics"> & Typed<EvaluateKeys, "metrics", readonly EntryInput<P, "metrics">[]>
    > {}
