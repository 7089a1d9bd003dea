import type { BlockDefinition } from "./block.js";
import type { DatasetDefinition } from "./dataset.js";
import type { Definition } from "./definition.js";
import type { InitializerDefinition } from "./initializer.js";
import type { JointDefinition } from "./joint.js";
import type { LayerDefinition } from "./layer.js";
import type { LossDefinition } from "./loss.js";
import type { MetricDefinition } from "./metric.js";
import type { OptimizerDefinition } from "./optimizer.js";
import type { ScheduleDefinition } from "./schedule.js";
import type { InputOf, OutputOf, Schema } from "./schema.js";

/** The options of a definition that name another registered thing, each with the kind of that thing. */
export type References = NonNullable<Definition["references"]>;

/** The types by which `experimentDefiner` checks how experiments write a definition. */
export interface DefinitionTypes<Type, Input, Main, Refs> {
  /** Never present: it only carries types, like `types` of a Standard Schema. */
  readonly "~types"?: {
    readonly type: Type;
    readonly input: Input;
    readonly mainOption: Main;
    readonly references: Refs;
  };
}

/** Definitions by kind, for options of the type `Options`, and for an optimizer with the slots `Slot`. */
interface DefinitionsFor<Options, Slot extends string> {
  readonly layer: LayerDefinition<Options>;
  readonly loss: LossDefinition<Options>;
  readonly joint: JointDefinition<Options>;
  readonly block: BlockDefinition<Options>;
  readonly initializer: InitializerDefinition<Options>;
  readonly optimizer: OptimizerDefinition<Options, Slot>;
  readonly schedule: ScheduleDefinition<Options>;
  readonly metric: MetricDefinition<Options>;
  readonly dataset: DatasetDefinition<Options>;
}

/** A definition as its author writes it. The type of its options comes from their schema. */
type Authored<D, Type, S, Main, Refs> = Omit<D, "type" | "options" | "mainOption" | "references"> & {
  readonly type: Type;
  readonly options: S;
  readonly mainOption?: Main;
  readonly references?: Refs;
};

/** Returns a definition unchanged, with a type that keeps its name and its options. Its functions receive the schema's output. */
type Define<K extends keyof DefinitionsFor<unknown, string>> = <
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
  Slot extends string = string,
>(
  definition: Authored<DefinitionsFor<OutputOf<S>, Slot>[K], Type, S, Main, Refs>,
) => DefinitionsFor<OutputOf<S>, Slot>[K] & DefinitionTypes<Type, InputOf<S>, Main, Refs>;

/** Types the definition of a layer. */
export const defineLayer: Define<"layer"> = (layer) => layer;

/** Types the definition of a loss. */
export const defineLoss: Define<"loss"> = (loss) => loss;

/** Types the definition of a layer of several inputs. */
export const defineJoint: Define<"joint"> = (joint) => joint;

/** Types the definition of a block. */
export const defineBlock: Define<"block"> = (block) => block;

/** Types the definition of an initializer. */
export const defineInitializer: Define<"initializer"> = (initializer) => initializer;

/** Types the definition of an optimizer. */
export const defineOptimizer: Define<"optimizer"> = (optimizer) => optimizer;

/** Types the definition of a schedule. */
export const defineSchedule: Define<"schedule"> = (schedule) => schedule;

/** Types the definition of a metric. */
export const defineMetric: Define<"metric"> = (metric) => metric;

/** Types the definition of a data set or of a reader. */
export const defineDataset: Define<"dataset"> = (dataset) => dataset;
