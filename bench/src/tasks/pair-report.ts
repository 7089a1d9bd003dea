/** Seconds of a step, one value a round, of two things that one process did in turn: processes, and even runs of one process,
 *  differ from each other by more than such things cost. */
export interface PairReport {
  readonly description: string;
  /** Steps of each in a round. */
  readonly steps: number;
  readonly above: readonly number[];
  readonly below: readonly number[];
}
