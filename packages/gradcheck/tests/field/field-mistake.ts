import type { Layer, Loss } from "@retrograd/plugin";

/** A mistake that somebody reported of a framework or a package, made in a small layer or loss of its kind. */
export interface FieldMistake {
  /** What kind of layer or loss. */
  readonly layer: string;
  readonly mistake: string;
  /** Threads on GitHub that tell of it or of one like it: "pytorch/pytorch/issues/4355". */
  readonly seen?: readonly string[];
  /** Codes that name the cause rightly. */
  readonly codes: readonly string[];
  /** Why no check of this kind can see it, where none can. */
  readonly unseen?: string;
  /** The wrong one, or the right one. */
  readonly piece: (wrong: boolean) => Piece;
}

/** A layer for rows of 6 numbers, or a loss. */
export type Piece =
  | { readonly kind: "layer"; readonly layer: Layer }
  | { readonly kind: "loss"; readonly loss: Loss };

/** Length of the rows before each piece. */
export const width = 6;
