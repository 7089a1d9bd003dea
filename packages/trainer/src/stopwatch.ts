import type { Timing } from "./events.js";

/** Adds up the time of two kinds of work, by a clock in milliseconds. */
export class Stopwatch {
  readonly #clock: () => number;
  readonly #spent = { train: 0, evaluate: 0 };

  constructor(clock: () => number = () => 0) {
    this.#clock = clock;
  }

  /** Runs `work` and adds its time to `kind`. */
  time<T>(kind: "train" | "evaluate", work: () => T): T {
    const start = this.#clock();
    const result = work();
    this.#spent[kind] += this.#clock() - start;
    return result;
  }

  /** Seconds so far, of both kinds. */
  get seconds(): number {
    return (this.#spent.train + this.#spent.evaluate) / 1000;
  }

  /** The sums in seconds, and steps per second of training. */
  timing(steps: number): Timing {
    const trainSeconds = this.#spent.train / 1000;
    return {
      trainSeconds,
      evaluateSeconds: this.#spent.evaluate / 1000,
      stepsPerSecond: trainSeconds > 0 ? steps / trainSeconds : 0,
    };
  }
}
