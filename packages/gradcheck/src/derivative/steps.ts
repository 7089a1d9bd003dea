/** Work that pauses now and then, so that whoever drives it may show progress, look at a clock or stop.
 *  Each pause tells how many elements were done since the one before. */
export type Steps<R> = Generator<number, R, void>;

/** Does the work without a pause. */
export function finish<R>(steps: Steps<R>): R {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
