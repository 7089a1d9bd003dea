import type { Definition, Entry } from "./definition.js";
import type { Measure } from "./metric.js";

/** Plain data that survives JSON; its numbers are finite. */
export type JsonState = Readonly<Record<string, number | string | boolean>>;

/** A number of an evaluation. */
export interface Measured {
  readonly value: number;
  readonly better: Measure["better"];
}

/** Numbers of an evaluation by split and name: `{ "test.loss": { value: 0.3, better: "lower" } }`. */
export type SplitMetrics = Readonly<Record<string, Measured>>;

/** What a schedule is made for. */
export interface ScheduleContext {
  /** Steps of the whole training. */
  readonly steps: number;
  /** The registered schedule that an option names, for a training of so many steps. */
  schedule(entry: Entry, steps: number): Schedule;
}

/** Learning rates over the steps of training. It has no state of its own: what it learns from evaluations goes through
 *  `observe`, so that whoever holds that state can go on from there. */
export interface Schedule {
  /** State before the first step; {} where the step alone decides. */
  readonly initialState: JsonState;
  /** Learning rate of a step, counted from 1. lr: the optimizer's own */
  rate(step: number, lr: number, state: JsonState): number;
  /** The state after an evaluation.
   *  @throws RetrogradError E_OPTION when the metric that it waits for is not evaluated */
  observe?(state: JsonState, metrics: SplitMetrics): JsonState;
}

/** What a package registers to add a schedule. */
export interface ScheduleDefinition<Options = unknown> extends Definition<Options> {
  /** The option that names the metric which the schedule watches: "metric". It must be evaluated. */
  readonly watches?: string;
  create(options: Options, ctx: ScheduleContext): Schedule;
}
