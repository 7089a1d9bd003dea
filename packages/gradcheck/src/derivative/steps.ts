/** Work that pauses now and then, so that the caller can show progress, look at a clock or stop. Each pause yields the
 *  number of elements done since the pause before. */
export type Steps<R> = Generator<number, R, void>;

/** Runs the work to its end without a pause. */
export function finish<R>(steps: Generator<unknown, R, void>): R {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same work with another value for each pause. */
export function* mapSteps<A, B, R>(
  steps: Generator<A, R, void>,
  map: (value: A) => B,
): Generator<B, R, void> {
  let step = steps.next();
  while (!step.done) {
    yield map(step.value);
    step = steps.next();
  }
  return step.value;
}
