import { add, bufferOf, type Shape, scale, type Tensor, tensor } from "@retrograd/core";
import type { DiagnosisCode } from "@retrograd/gradcheck";
import type { Forward, Params } from "@retrograd/plugin";
import { layerPiece, type StrangePiece } from "../strangers/stranger.js";
import type { CausedMutant } from "./caused-mutant.js";

/** What a wrong version can look at, in addition to the results of the right one. */
interface Call {
  /** The current state. */
  readonly size: Tensor;
  readonly batches: Tensor;
  readonly next: { readonly size: Tensor; readonly batches: Tensor };
  readonly mode: "train" | "eval";
}

type Change = (right: Forward, call: Call) => Forward;

const one: Shape = [1];
const meanSize = ({ data, size }: Tensor) =>
  Array.from(data).reduce((sum, value) => sum + Math.abs(value), 0) / size;

/** y = x in training and x divided by the running mean size of inputs afterwards, with `change` made to its results. */
export function runningSize(create: () => Change = () => (right) => right) {
  return (): StrangePiece => {
    const change = create();
    return layerPiece(() => ({
      state: { size: { shape: one, first: 1 }, batches: { shape: one, first: 0 } },
      forward(params: Params, x, { mode }) {
        const { size = tensor([1], one, x), batches = tensor([0], one, x) } = params;
        const next = {
          size: add(scale(size, 0.9), tensor([0.1 * meanSize(x)], one, x)),
          batches: add(batches, tensor([1], one, x)),
        };
        const factor = mode === "train" ? 1 : 1 / (size.data[0] ?? 1);
        const right: Forward = {
          y: scale(x, factor),
          ...(mode === "train" && { state: next }),
          backward: (dy) => ({ dx: scale(dy, factor), grads: {} }),
        };
        return change(right, { size, batches, next, mode });
      },
    }));
  };
}

const mutant = (what: string, code: DiagnosisCode, create: () => Change): CausedMutant => ({
  what,
  code,
  piece: runningSize(create),
});

const inTraining =
  (change: Change): Change =>
  (right, call) =>
    call.mode === "train" ? change(right, call) : right;

function withoutState({ state: _state, ...right }: Forward): Forward {
  return right;
}

/** Layers with a mistake in the state that they declare. */
export const layerStateMutants: readonly CausedMutant[] = [
  mutant("a next state in eval as well", "state-form", () => (right, { next }) => ({
    ...right,
    state: next,
  })),
  mutant("a next state without its second tensor", "state-form", () =>
    inTraining((right, { next }) => ({ ...right, state: { size: next.size } })),
  ),
  mutant("a next state of another shape", "state-form", () =>
    inTraining((right, { next }) => ({
      ...right,
      state: { ...next, size: tensor([1, 1], [2], next.size) },
    })),
  ),
  mutant("a next state in float32", "state-form", () =>
    inTraining((right, { next }) => ({
      ...right,
      state: { ...next, size: tensor([1], one, { engine: next.size.engine, dtype: "f32" }) },
    })),
  ),
  mutant("a declared state that no step returns", "state-form", () => withoutState),
  mutant("a next state with a tensor that is not declared", "state-form", () =>
    inTraining((right, { next }) => ({ ...right, state: { ...next, largest: next.size } })),
  ),
  {
    what: "a next state of a layer that declares none",
    code: "state-form",
    piece: () =>
      layerPiece(() => ({
        forward: (_params, x, { mode }) => ({
          y: x,
          ...(mode === "train" && { state: { size: tensor([meanSize(x)], one, x) } }),
          backward: (dy) => ({ dx: dy, grads: {} }),
        }),
      })),
  },
  mutant("a gradient for its state", "state-form", () => (right, { size }) => ({
    ...right,
    backward: (dy) => ({ ...right.backward(dy), grads: { size: scale(size, 0) } }),
  })),
  mutant("a mean that forward updates in place", "state-written", () =>
    inTraining((right, { size, batches, next }) => {
      const state = { size, batches: next.batches };
      bufferOf(size).set(bufferOf(next.size));
      return { ...right, state: { ...state, batches } };
    }),
  ),
  mutant("a counter that backward updates in place", "state-written", () =>
    inTraining((right, { batches }) => ({
      ...right,
      backward(dy) {
        const values = bufferOf(batches);
        values[0] = (values[0] ?? 0) + 1;
        return right.backward(dy);
      },
    })),
  ),
  mutant("a counter that eval updates in place", "state-written", () => (right, { batches, mode }) => {
    const values = bufferOf(batches);
    if (mode === "eval") values[0] = (values[0] ?? 0) + 1;
    return right;
  }),
  mutant("a next state that counts calls in the closure", "nondeterministic", () => {
    let calls = 0;
    return inTraining((right, { next }) => {
      calls++;
      return { ...right, state: { ...next, batches: tensor([calls], one, next.size) } };
    });
  }),
  mutant("a next state in a buffer of the layer", "reused-buffer", () => {
    let buffer: Tensor | undefined;
    return inTraining((right, { next }) => {
      buffer ??= scale(next.size, 1);
      bufferOf(buffer).set(bufferOf(next.size));
      return { ...right, state: { ...next, size: buffer } };
    });
  }),
  mutant("a way back in eval that ignores its state", "eval-mode", () => (right) => ({
    ...right,
    backward: (dy) => ({ dx: dy, grads: {} }),
  })),
];
