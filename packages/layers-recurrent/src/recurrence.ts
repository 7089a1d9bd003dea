import { add, concat, slice, type Tensor, where, zeros } from "@retrograd/core";
import type { AllSteps, Cell, CellState, CellStep } from "./cell.js";

/** The states of all steps, and the backward function through them. */
export interface Recurrence {
  /** The state after each step. */
  readonly states: readonly CellState[];
  /** dh: the gradient of every step's h, [time batch, units], or of the last step's alone, [batch, units] */
  backward(dh: Tensor): AllSteps;
}

/** What a recurrence starts with. */
export interface RecurrenceInput {
  /** x Wx + b, step after step: [time batch, gates units] */
  readonly z: Tensor;
  /** The state before the first step. */
  readonly start: CellState;
  /** [time batch, units]: 0 where a row has no step, so that its state stays. Absent where all have. */
  readonly mask?: Tensor | undefined;
}

/** Runs a cell over all steps. */
export function recur<P>(cell: Cell<P>, { z, start, mask }: RecurrenceInput): Recurrence {
  const [batch = 0] = start.h.shape;
  const time = batch === 0 ? 0 : (z.shape[0] ?? 0) / batch;
  const maskOf = (step: number) => mask && stepOf(mask, step, batch);
  const states: CellState[] = [];
  const passes: CellStep[] = [];
  for (let step = 0; step < time; step++) {
    const from = states.at(-1) ?? start;
    const pass = cell.step(stepOf(z, step, batch), from);
    const counts = maskOf(step);
    passes.push(pass);
    states.push(counts === undefined ? pass.next : chosen(counts, pass.next, from));
  }
  return {
    states,
    backward(dh) {
      const isAll = dh.shape[0] !== batch || time === 1;
      const results: ReturnType<CellStep["backward"]>[] = [];
      const zero = mask && zeros(start.h.shape, start.h);
      const none = zero && { h: zero, c: zero };
      let d: CellState = { h: isAll ? stepOf(dh, time - 1, batch) : dh };
      for (const [step, pass] of [...passes.entries()].reverse()) {
        if (isAll && step < time - 1) d = { ...d, h: add(d.h, stepOf(dh, step, batch)) };
        const counts = maskOf(step);
        const result = pass.backward(counts && none ? chosen(counts, d, none) : d);
        results[step] = result;
        d = counts && none ? sum(result.previous, chosen(counts, none, d)) : result.previous;
      }
      const all = (tensors: readonly Tensor[]) => concat(tensors, 0);
      return {
        h: all([start, ...states.slice(0, -1)].map(({ h }) => h)),
        dz: all(results.map(({ dz }) => dz)),
        saved: (results[0]?.saved ?? []).map((_, i) => all(results.flatMap(({ saved }) => saved[i] ?? []))),
      };
    },
  };
}

/** The rows of one step. x: [time batch, n] -> [batch, n] */
function stepOf(x: Tensor, step: number, batch: number): Tensor {
  return slice(x, 0, step * batch, (step + 1) * batch);
}

/** Each row's state of `a` where the mask is not 0, else of `b`. c is absent where it is in one of them. */
function chosen(mask: Tensor, a: CellState, b: CellState): CellState {
  const h = where(mask, a.h, b.h);
  return a.c === undefined || b.c === undefined ? { h } : { h, c: where(mask, a.c, b.c) };
}

function sum(a: CellState, b: CellState): CellState {
  const h = add(a.h, b.h);
  const c = a.c !== undefined && b.c !== undefined ? add(a.c, b.c) : (a.c ?? b.c);
  return c === undefined ? { h } : { h, c };
}
