import type { InputSpec } from "@retrograd/network";
import type { Plugin } from "@retrograd/plugin";
import type { z } from "zod";
import type { branchesOptions, repeatOptions, residualOptions } from "../checks/block-options.js";
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
type ResidualKeys = z.input<typeof residualOptions>;
type BranchesKeys = z.input<typeof branchesOptions>;

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
type ModelInput<P extends Plugin> = OneInput<P> | SeveralInputs<P>;

interface OneInput<P extends Plugin>
  extends Required<Typed<ModelKeys, "input", readonly number[] | InputSpec>>,
    Typed<ModelKeys, "layers", readonly LayerInput<P>[]> {
  readonly inputs?: never;
}

interface SeveralInputs<P extends Plugin>
  extends Required<Typed<ModelKeys, "inputs", Readonly<Record<string, readonly number[] | InputSpec>>>>,
    Typed<ModelKeys, "layers", readonly LayerInput<P>[]> {
  readonly input?: never;
}

/** A layer, a loss, or a block. */
export type LayerInput<P extends Plugin> =
  | EntryInput<P, "layers" | "joints" | "losses" | "blocks", NextToName & NoBlock>
  | RepeatInput<P>
  | ResidualInput<P>
  | BranchesInput<P>;

/** The keys next to the name of a layer. */
interface NextToName {
  /** Names the layer in results. Default: its name and a number, such as Affine2. */
  readonly id?: string;
  /** What it reads: ids of earlier layers, or names of inputs. Default: the entry before. */
  readonly from?: string | readonly string[];
  /** The input whose padding masks the steps that it reads. Default: the mask of what it reads. */
  readonly mask?: string;
  /** Parameters that are those of an earlier layer: { W: "embed.W" }. */
  readonly tie?: Readonly<Record<string, string>>;
}

interface NoBlock {
  readonly repeat?: never;
  readonly residual?: never;
  readonly branches?: never;
}

interface RepeatInput<P extends Plugin> extends Pick<NextToName, "from"> {
  /** Layers that are repeated `times` times. */
  readonly repeat: Omit<RepeatKeys, "layers"> & Typed<RepeatKeys, "layers", readonly LayerInput<P>[]>;
}

interface ResidualInput<P extends Plugin> extends Omit<NextToName, "mask" | "tie"> {
  /** Layers whose output is added to their input. A list, or layers and a shortcut. */
  readonly residual:
    | readonly LayerInput<P>[]
    | (Typed<ResidualKeys, "layers", readonly LayerInput<P>[]> &
        Typed<ResidualKeys, "shortcut", readonly LayerInput<P>[]>);
}

interface BranchesInput<P extends Plugin> extends Omit<NextToName, "mask" | "tie"> {
  /** Paths that read the same output, and the layer that joins them. A list of paths, or join and paths. */
  readonly branches:
    | readonly (readonly LayerInput<P>[])[]
    | (Typed<BranchesKeys, "join", EntryInput<P, "joints", Pick<NextToName, "id">>> &
        Typed<BranchesKeys, "paths", readonly (readonly LayerInput<P>[])[]>);
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
