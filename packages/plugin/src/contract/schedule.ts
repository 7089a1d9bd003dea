import type { Definition, Entry } from "./definition.js";
import type { Measure } from "./metric.js";

/** Plain data that survives JSON; its numbers are finite. */
export type JsonState = Readonly<Record<string, number | string | boolean>>;

/** A number of an evaluation, with its better direction. */
export interface MetricValue {
  readonly value: number;
  readonly better: Measure["better"];
}

/** Numbers of an evaluation by split and name: `{ "test.loss": { value: 0.3, better: "lower" } }`. */
export type SplitMetrics = Readonly<Record<string, MetricValue>>;

/** The training that a schedule is built for. */
export interface ScheduleContext {
  /** Steps of the whole training. */
  readonly steps: number;
  /** The registered schedule that an option names, for a training of `steps` steps. */
  schedule(entry: Entry, steps: number): Schedule;
}

/** Learning rates over the steps of training. A schedule is stateless: `observe` returns the next state, which training
 *  keeps and a checkpoint stores. */
export interface Schedule {
  /** State before the first step; {} if the rate depends on the step alone. */
  readonly initialState: JsonState;
  /** Learning rate of a step, counted from 1. lr: the learning rate of the optimizer */
  rate(step: number, lr: number, state: JsonState): number;
  /** The state after an evaluation.
   *  @throws RetrogradError E_OPTION when the metric that it watches is not evaluated */
  observe?(state: JsonState, metrics: SplitMetrics): JsonState;
}

/** What a package registers to add a schedule. */
export interface ScheduleDefinition<Options = unknown> extends Definition<Options> {
  /** The option that names the watched metric: "metric". That metric must be evaluated. */
  readonly watches?: string;
  create(options: Options, ctx: ScheduleContext): Schedule;
}
