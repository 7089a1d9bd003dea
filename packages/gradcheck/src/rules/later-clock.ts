// A second, an hour, and most of a year with odd hours, minutes and milliseconds: whatever a clock is asked for changes.
const hour = 3_600_000;
/** Milliseconds by which the same call is made later. */
export const delays: readonly number[] = [
  1_001,
  hour + 61_007,
  211 * 24 * hour + 13 * hour + 37 * 60_000 + 59_983,
];

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
