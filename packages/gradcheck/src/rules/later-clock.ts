const hour = 3_600_000;

/** Delays of a repeated call, in milliseconds: a second, half a day and a minute, one day and two days plus an hour, and half
 *  a year. Each field of a clock, from seconds to months, differs in at least one of them. */
export const delays: readonly number[] = [1_001, 12 * hour + 61_001, 25 * hour, 49 * hour, 190 * 24 * hour];

interface Clocks {
  Date: DateConstructor;
  readonly performance?: { now(): number };
  /** Of Node, Bun and Deno. */
  readonly process?: { uptime?(): number };
}

/** Runs `body` immediately, with the clocks of the process set forward, and restores them. This detects a computation that
 *  reads a clock without waiting. */
export function later<R>(milliseconds: number, body: () => R): R {
  const clocks: Clocks = globalThis;
  const real = clocks.Date;
  const { performance } = clocks;
  const originalNow = performance && Object.getOwnPropertyDescriptor(performance, "now");
  const now = performance?.now.bind(performance);
  clocks.Date = new Proxy(real, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length === 0 ? [target.now() + milliseconds] : args, self),
    apply: (target) => new target(target.now() + milliseconds).toString(),
    get: (target, key) =>
      key === "now" ? () => target.now() + milliseconds : Reflect.get(target, key, target),
  });
  if (performance && now) performance.now = () => now() + milliseconds;
  const { process } = clocks;
  const uptime = process?.uptime;
  if (process && uptime) process.uptime = () => uptime.call(process) + milliseconds / 1000;
  try {
    return body();
  } finally {
    clocks.Date = real;
    if (process && uptime) process.uptime = uptime;
    if (performance && originalNow) Object.defineProperty(performance, "now", originalNow);
    else if (performance) Reflect.deleteProperty(performance, "now");
  }
}
