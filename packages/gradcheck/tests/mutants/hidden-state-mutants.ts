import { scale, type Tensor } from "@retrograd/core";
import type { DiagnosisCode } from "@retrograd/gradcheck";
import { type LossDefinition, lossValue } from "@retrograd/plugin";
import { hiddenStates } from "../strangers/hidden-state.js";
import { each, layerPiece, type StrangePiece, valueLoss } from "../strangers/stranger.js";
import type { CausedMutant } from "./caused-mutant.js";

// Those whose next call with the same input differs already, or whose mode "eval" is wrong without any state.
const otherCodes: Readonly<Record<string, DiagnosisCode>> = {
  "a mean of the gradients that backward saw, used in eval": "nondeterministic",
  "every second evaluation another one": "nondeterministic",
  "a fresh mask in each evaluation": "nondeterministic",
  "the way back of train in eval": "eval-mode",
};

/** A layer that multiplies by a factor; `factorOf` is made for each layer. */
const scaled = (create: () => (x: Tensor, mode: string) => number) => (): StrangePiece =>
  layerPiece(() => {
    const factorOf = create();
    return {
      forward(_params, x, { mode }) {
        const factor = factorOf(x, mode);
        return { y: scale(x, factor), backward: (dy) => ({ dx: scale(dy, factor), grads: {} }) };
      },
    };
  });

const sizeOfMean = ({ data, size }: Tensor) =>
  Array.from(data).reduce((sum, value) => sum + Math.abs(value), 0) / size;

// state that all layers of this type share
let seen = 1;

const hidden = (
  what: string,
  piece: CausedMutant["piece"],
  place: Partial<CausedMutant> = {},
): CausedMutant => ({ what, code: "hidden-state", piece, ...place });

/** Layers and losses that keep numbers between their calls. */
export const hiddenStateMutants: readonly CausedMutant[] = [
  ...hiddenStates
    .filter(({ gradcheck }) => gradcheck)
    .map(({ what, piece }) => hidden(what, () => piece(true), { code: otherCodes[what] ?? "hidden-state" })),
  hidden(
    "a mean that two layers of one type share",
    scaled(() => (x, mode) => {
      if (mode === "train") seen = 0.5 * seen + 0.5 * sizeOfMean(x);
      return mode === "eval" ? 1 / (1 + seen) : 1;
    }),
    { twice: true },
  ),
  hidden(
    "an input that eval compares with the last one of train",
    scaled(() => {
      let last = 0;
      return (x, mode) => {
        if (mode === "train") last = x.data[0];
        return mode === "eval" && x.data[0] !== last ? 0.5 : 1;
      };
    }),
  ),
  hidden(
    "a warm-up over the first 40 batches of train",
    scaled(() => {
      let batches = 0;
      return (_x, mode) => {
        if (mode === "train") batches++;
        return Math.min(1, batches / 40);
      };
    }),
    { code: "nondeterministic" },
  ),
  hidden("a mean for each number of rows", () =>
    layerPiece(() => {
      const scales = new Map<number, number>();
      return {
        forward(_params, x, { mode }) {
          const key = x.shape[0] ?? 0;
          if (mode === "train") scales.set(key, sizeOfMean(x));
          const factor = mode === "eval" ? (scales.get(key) ?? 1) : 1;
          return { y: scale(x, factor), backward: (dy) => ({ dx: scale(dy, factor), grads: {} }) };
        },
      };
    }),
  ),
  hidden("a memory of the last input added to the next output", () =>
    layerPiece(() => {
      let last = 0;
      return {
        forward(_params, x) {
          const shift = last;
          last = 0.1 * sizeOfMean(x);
          return { y: each(x, (v) => v + shift), backward: (dy) => ({ dx: dy, grads: {} }) };
        },
      };
    }),
  ),
  hidden("the size of a gradient kept for eval", () =>
    layerPiece(() => {
      let size = 1;
      return {
        forward(_params, x, { mode }) {
          const factor = mode === "eval" ? size : 1;
          return {
            y: scale(x, factor),
            backward(dy) {
              if (mode === "train") size = 0.9 * size + 0.1 * sizeOfMean(dy);
              return { dx: scale(dy, factor), grads: {} };
            },
          };
        },
      };
    }),
  ),
  hidden("a loss divided by the largest so far", () => {
    let largest = 1;
    const { definition } = valueLoss({ f: (x, t) => (x - t) ** 2, slope: (x, t) => 2 * (x - t) });
    return {
      kind: "loss",
      definition: {
        ...definition,
        create(options, inShape, ctx) {
          const loss = (definition as LossDefinition).create(options, inShape, ctx);
          return {
            ...loss,
            forward(x, t) {
              const right = loss.forward(x, t);
              const value = lossValue(right.loss);
              largest = Math.max(largest, value);
              const factor = 1 / largest;
              return {
                y: right.y,
                loss: value * factor,
                backward: (dloss = 1) => right.backward(dloss * factor),
              };
            },
          };
        },
      },
    } as StrangePiece;
  }),
];
