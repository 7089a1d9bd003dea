const hour = 3_600_000;

/** Milliseconds by which the same call is made later: a second, the other half of the day with an odd minute, one day and two
 *  with an odd hour, and half a year. Whatever a clock is asked for is another in one of them. */
export const delays: readonly number[] = [1_001, 12 * hour + 61_001, 25 * hour, 49 * hour, 190 * 24 * hour];

interface Clocks {
  Date: DateConstructor;
  readonly performance?: { now(): number };
}

/** Runs `body` at once, with the clocks of the machine set forward, and sets them back: a computation that asks for the
 *  time gives itself away, however short it takes. */
export function later<R>(milliseconds: number, body: () => R): R {
  const clocks: Clocks = globalThis;
  const real = clocks.Date;
  const { performance } = clocks;
  const ownNow = performance && Object.getOwnPropertyDescriptor(performance, "now");
  const now = performance?.now.bind(performance);
  clocks.Date = new Proxy(real, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length === 0 ? [target.now() + milliseconds] : args, self),
    apply: (target) => new target(target.now() + milliseconds).toString(),
    get: (target, key) =>
      key === "now" ? () => target.now() + milliseconds : Reflect.get(target, key, target),
  });
  if (performance && now) performance.now = () => now() + milliseconds;
  try {
    return body();
  } finally {
    clocks.Date = real;
    if (performance && ownNow) Object.defineProperty(performance, "now", ownNow);
    else if (performance) Reflect.deleteProperty(performance, "now");
  }
}
