import { type Tensor, tensor } from "@retrograd/core";
import {
  type ForwardContext,
  type LayerDefinition,
  type LossDefinition,
  lossValue,
  type Params,
} from "@retrograd/plugin";

/** Gradients of a layer or loss by name: "x", its input, and each parameter. */
export type Gradients = Readonly<Record<string, Tensor | undefined>>;

/** What a layer or a loss runs on. */
export interface Inputs {
  /** {} for a loss. */
  readonly params: Params;
  readonly x: Tensor;
  /** A loss's targets. */
  readonly t?: Tensor;
  /** A layer's context. */
  readonly ctx?: ForwardContext;
}

/** What comes of it; `loss` of a loss alone. */
export interface Outputs {
  readonly y: Tensor;
  readonly loss: number;
  /** The next state of a layer that has one. */
  readonly state?: Params;
  /** dy: a tensor for a layer, a number for a loss. */
  backward(dy: Tensor | number): Gradients;
}

/** The computation of a layer or a loss, in one form, so that one mistake can be made in both. */
type Run = (inputs: Inputs) => Outputs;

/** A mistake: turns a right computation into a wrong one. Called once for each layer that is built. */
export type Mistake = (run: Run) => Run;

/** A definition of a layer or of a loss. */
export type Piece =
  | { readonly kind: "layer"; readonly definition: LayerDefinition }
  | { readonly kind: "loss"; readonly definition: LossDefinition };

/** The piece with a mistake in it, registered under the name "Mutant". */
export function withMistake(piece: Piece, mistake: Mistake): Piece {
  if (piece.kind === "layer") return { kind: "layer", definition: wrongLayer(piece.definition, mistake) };
  return { kind: "loss", definition: wrongLoss(piece.definition, mistake) };
}

function wrongLayer(definition: LayerDefinition, mistake: Mistake): LayerDefinition {
  return {
    ...definition,
    type: "Mutant",
    create(options, inShape, ctx) {
      const layer = definition.create(options, inShape, ctx);
      const run = mistake(({ params, x, ctx: context }) => {
        if (context === undefined) throw new Error("a layer runs in a context");
        const { y, state, backward } = layer.forward(params, x, context);
        const gradients = (dy: Tensor | number): Gradients => {
          if (typeof dy === "number") throw new Error("a layer's dy is a tensor");
          const { dx, grads } = backward(dy);
          return { ...grads, x: dx };
        };
        return { y, loss: 0, ...(state && { state }), backward: gradients };
      });
      return {
        ...layer,
        forward(params, x, context) {
          const { y, state, backward } = run({ params, x, ctx: context });
          return { y, ...(state && { state }), backward: (dy) => split(backward(dy)) };
        },
      };
    },
  };
}

function wrongLoss(definition: LossDefinition, mistake: Mistake): LossDefinition {
  return {
    ...definition,
    type: "Mutant",
    create(options, inShape, ctx) {
      const loss = definition.create(options, inShape, ctx);
      const run = mistake(({ x, t }) => {
        if (t === undefined) throw new Error("a loss needs targets");
        const forward = loss.forward(x, t);
        return {
          ...forward,
          loss: lossValue(forward.loss),
          backward: (dloss) => ({ x: forward.backward(Number(dloss)).dx }),
        };
      });
      return {
        ...loss,
        forward(x, t) {
          const { y, loss: value, backward } = run({ params: {}, x, t });
          return { y, loss: value, backward: (dloss = 1) => ({ dx: backward(dloss).x as Tensor }) };
        },
      };
    },
  };
}

/** Gradients in the form of the contract; a mutant may leave some out. */
function split({ x, ...grads }: Gradients): { readonly dx?: Tensor; readonly grads: Params } {
  const entries = Object.entries(grads).filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
  return { ...(x === undefined ? {} : { dx: x }), grads: Object.fromEntries(entries) };
}

/** A new tensor with the shape of `like`, computed element by element. */
export function rewritten(like: Tensor, element: (value: number, index: number) => number): Tensor {
  return tensor(Float64Array.from(like.data, element), like.shape, like);
}
