import { readFileSync } from "node:fs";
import { checkOptions, type Entry, type Schedule } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { registry, worstRelative } from "../../tests/setup.js";
import { cosineOfHalfTurn } from "./cosine-of-half-turn.js";
import { makeSchedule } from "./make-schedule.js";

interface TorchSchedules {
  readonly schedules: readonly { readonly entry: Entry; readonly lr: readonly number[] }[];
  readonly plateaus: readonly {
    readonly options: Readonly<Record<string, unknown>> & { readonly metric: string };
    readonly values: readonly number[];
    readonly lr: readonly number[];
  }[];
}

// torch 1.13, see fixtures/torch_updates.py
const fixture = new URL("../../fixtures/torch-updates.json", import.meta.url);
const { schedules, plateaus }: TorchSchedules = JSON.parse(readFileSync(fixture, "utf8"));

const ratesOf = (schedule: Schedule, steps: number, lr: number) =>
  Array.from({ length: steps }, (_, taken) => schedule.rate(taken + 1, lr, schedule.initialState));

test.each(schedules)("$entry has the learning rates of PyTorch over 100 steps to 1e-12", ({ entry, lr }) => {
  expect(worstRelative(ratesOf(makeSchedule(registry, entry, 100), 100, 0.05), lr)).toBeLessThan(1e-12);
});

test.each(plateaus)("ReduceOnPlateau $options falls where PyTorch's does", ({ options, values, lr }) => {
  const schedule = makeSchedule(registry, { ReduceOnPlateau: options }, 100);
  let state = schedule.initialState;
  const seen = values.map((value) => {
    const better = options.metric === "test.loss" ? "lower" : "higher";
    state = schedule.observe?.(state, { [options.metric]: { value, better } }) ?? state;
    // what a checkpoint does to it
    state = JSON.parse(JSON.stringify(state));
    return schedule.rate(1, 0.05, state);
  });
  expect(worstRelative(seen, lr)).toBeLessThan(1e-12);
});

describe("beyond PyTorch", () => {
  test("Cosine stays at its end", () => {
    const rates = ratesOf(makeSchedule(registry, { Cosine: { to: 0.25, steps: 4 } }, 100), 8, 1);
    expect(rates.slice(0, 3)).toEqual([1, expect.closeTo(0.25 + 0.75 * ((1 + Math.SQRT1_2) / 2), 15), 0.625]);
    expect(rates.slice(4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  test("Warmup passes evaluations to the schedule that follows", () => {
    const entry = {
      Warmup: { steps: 2, from: 0.5, next: { ReduceOnPlateau: { patience: 0, factor: 0.5 } } },
    };
    const schedule = makeSchedule(registry, entry, 100);
    const observe = (state: Schedule["initialState"], loss: number) =>
      schedule.observe?.(state, { "test.loss": { value: loss, better: "lower" } }) ?? state;
    const fallen = observe(observe(schedule.initialState, 1), 1);
    expect([1, 2, 3].map((step) => schedule.rate(step, 1, fallen))).toEqual([0.5, 0.75, 0.5]);
  });

  test("a plateau below zero is detected, where PyTorch sees every value as an improvement", () => {
    const entry = { ReduceOnPlateau: { metric: "test.r2", patience: 0, factor: 0.5, threshold: 0.1 } };
    const schedule = makeSchedule(registry, entry, 100);
    const rateAfter = (...values: readonly number[]) => {
      const observe = (state: Schedule["initialState"], value: number) =>
        schedule.observe?.(state, { "test.r2": { value, better: "higher" } }) ?? state;
      return schedule.rate(1, 1, values.reduce(observe, schedule.initialState));
    };
    expect(rateAfter(-1, -0.95)).toBe(0.5);
    expect(rateAfter(-1, -0.85)).toBe(1);
    expect(rateAfter(Number.NaN, -1)).toBe(0.5);
  });

  test("a metric that is not evaluated is refused, listing those that are", () => {
    const schedule = makeSchedule(registry, "ReduceOnPlateau", 100);
    expect(() =>
      schedule.observe?.(schedule.initialState, { "train.loss": { value: 1, better: "lower" } }),
    ).toThrow('ReduceOnPlateau: no metric "test.loss" is evaluated. Known: train.loss');
  });

  test.each([1, 2, 3, 10])("OneCycle has a learning rate for each of %i steps", (steps) => {
    const rates = ratesOf(makeSchedule(registry, "OneCycle", steps), steps, 1);
    expect(rates.every((rate) => rate > 0 && rate <= 1)).toBe(true);
  });

  // p = 0 / 0 where the peak is the first step: rise * steps = 1
  test.each([
    [0.5, 2],
    [0.25, 4],
    [0.1, 10],
  ])("OneCycle with a rise of %f starts at its peak when it has %i steps", (rise, steps) => {
    for (const shape of ["cosine", "linear"] as const) {
      const rates = ratesOf(makeSchedule(registry, { OneCycle: { rise, shape } }, steps), steps, 1);
      expect(rates[0]).toBe(1);
      expect(rates.slice(1).every((rate, i) => rate > 0 && rate < (rates[i] ?? 0))).toBe(true);
    }
  });

  test("the cosine is correct within four units in the last place of 1", () => {
    for (let i = 0; i <= 1000; i++) {
      expect(Math.abs(cosineOfHalfTurn(i / 1000) - Math.cos((Math.PI * i) / 1000))).toBeLessThanOrEqual(
        2 ** -50,
      );
    }
    expect([0, 0.5, 1].map(cosineOfHalfTurn)).toEqual([1, 0, -1]);
  });
});

test.each([
  ["Step", { every: 0 }, '"every" must be a positive whole number, got 0'],
  ["Step", {}, '"every" is missing'],
  ["Step", { every: 5, factor: 1 }, '"factor" must be a number between 0 and 1, got 1'],
  ["Cosine", { to: 2 }, '"to" must be a number from 0 to 1, got 2'],
  ["Warmup", { steps: 1.5 }, '"steps" must be a positive whole number, got 1.5'],
  ["OneCycle", { rise: 0 }, '"rise" must be a number between 0 and 1, got 0'],
  ["OneCycle", { shape: "square" }, '"shape" must be "cosine" or "linear", got "square"'],
  ["ReduceOnPlateau", { factor: Number.NaN }, '"factor" must be a number between 0 and 1, got NaN'],
])("%s with %j is refused", (type, options, message) => {
  const definition = registry.schedules.get(type);
  if (definition === undefined) throw new Error(`no schedule ${type}`);
  expect(checkOptions(definition, options, []).issues[0]?.message).toContain(message);
});
