import { setTimeout as sleep } from "node:timers/promises";
import type { Contestant } from "./contestant.js";

/** How long to measure. */
export interface RoundOptions {
  readonly rounds: number;
  /** About how long each contestant works in a round, in seconds. */
  readonly seconds: number;
}

/** Seconds of a step, one value a round. */
export interface Timed {
  readonly steps: number;
  readonly secondsPerStep: readonly number[];
}

// threads of BLAS and OpenMP libraries spin for some 30 ms before they sleep; the next contestant must not wait for them
const pauseMilliseconds = 60;

/** Measures contestants in turn, round by round, each round beginning with another one. Every contestant is warmed up
 *  first and then does the same number of steps in each round. */
export async function measureRounds(
  contestants: readonly Contestant[],
  { rounds, seconds }: RoundOptions,
): Promise<readonly Timed[]> {
  const steps: number[] = [];
  for (const contestant of contestants) steps.push(await calibrate(contestant, seconds));
  const measured = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (turn + round) % contestants.length;
      await sleep(pauseMilliseconds);
      measured[index].push((await contestants[index].run(steps[index])) / steps[index]);
    }
  }
  return measured.map((secondsPerStep, index) => ({ steps: steps[index], secondsPerStep }));
}

/** How long a contestant is warmed up at least: engines of JavaScript and WebAssembly optimize hot code by then. */
const warmUpSeconds = 0.4;

/** Steps that take about `seconds`, found by doubling, which warms up as well. */
async function calibrate(contestant: Contestant, seconds: number): Promise<number> {
  let steps = 1;
  let total = await contestant.run(steps);
  for (;;) {
    const duration = await contestant.run(steps);
    total += duration;
    if (duration >= seconds / 3 && total >= warmUpSeconds)
      return Math.max(1, Math.round((steps * seconds) / duration));
    steps *= 2;
  }
}
