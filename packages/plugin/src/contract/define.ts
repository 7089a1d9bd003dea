import type { DatasetDefinition } from "./dataset.js";
import type { Definition } from "./definition.js";
import type { InitializerDefinition } from "./initializer.js";
import type { LayerDefinition } from "./layer.js";
import type { LossDefinition } from "./loss.js";
import type { MetricDefinition } from "./metric.js";
import type { OptimizerDefinition } from "./optimizer.js";
import type { ScheduleDefinition } from "./schedule.js";
import type { InputOf, OutputOf, Schema } from "./schema.js";

/** Options of a definition that name another registered thing, and of which kind. */
export type References = NonNullable<Definition["references"]>;

/** What the type of a definition tells of how experiments write it, for `experimentDefiner`. */
export interface Written<Type, Input, Main, Refs> {
  /** Never there: it only carries types, as `types` of a Standard Schema does. */
  readonly "~written"?: {
    readonly type: Type;
    readonly input: Input;
    readonly mainOption: Main;
    readonly references: Refs;
  };
}

/** What an author says of a definition, its options taken from their schema. */
type Told<D, Type, S, Main, Refs> = Omit<D, "type" | "options" | "mainOption" | "references"> & {
  readonly type: Type;
  readonly options: S;
  readonly mainOption?: Main;
  readonly references?: Refs;
};

/** A layer whose type tells its name and options: `create` gets what the schema makes of them. Returns it as it is. */
export function defineLayer<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  layer: Told<LayerDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): LayerDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return layer;
}

/** A loss, as `defineLayer` makes layers. */
export function defineLoss<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  loss: Told<LossDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): LossDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return loss;
}

/** An initializer, as `defineLayer` makes layers. */
export function defineInitializer<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  initializer: Told<InitializerDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): InitializerDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return initializer;
}

/** An optimizer, as `defineLayer` makes layers. */
export function defineOptimizer<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  optimizer: Told<OptimizerDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): OptimizerDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return optimizer;
}

/** A schedule, as `defineLayer` makes layers. */
export function defineSchedule<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  schedule: Told<ScheduleDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): ScheduleDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return schedule;
}

/** A metric, as `defineLayer` makes layers. */
export function defineMetric<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  metric: Told<MetricDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): MetricDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return metric;
}

/** A data set or a reader, as `defineLayer` makes layers. */
export function defineDataset<
  const Type extends string,
  S extends Schema,
  const Main extends string & keyof InputOf<S> = never,
  const Refs extends References = Record<never, never>,
>(
  dataset: Told<DatasetDefinition<OutputOf<S>>, Type, S, Main, Refs>,
): DatasetDefinition<OutputOf<S>> & Written<Type, InputOf<S>, Main, Refs> {
  return dataset;
}
