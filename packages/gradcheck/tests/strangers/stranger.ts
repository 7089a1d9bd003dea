import { type Shape, type Tensor, tensor } from "@retrograd/core";
import type { BuildContext, Layer, LayerDefinition, LossDefinition, Schema } from "@retrograd/network";

/** A layer or loss as somebody wrote it who did not know how it would be checked. */
export interface Stranger {
  /** What is wrong, as a clause: "zero where |dy| > 10". */
  readonly what: string;
  /** Whether a check of a network sees it; the others take what `conformance` does on top. */
  readonly gradcheck: boolean;
  /** Shapes of one input that it is tried on. */
  readonly inputs?: readonly Shape[];
  /** The wrong one, or the same made right; new each time. */
  readonly piece: (wrong: boolean) => StrangePiece;
}

/** A definition of a layer or of a loss. */
export type StrangePiece =
  | { readonly kind: "layer"; readonly definition: LayerDefinition }
  | { readonly kind: "loss"; readonly definition: LossDefinition };

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

const about = { type: "Strange", summary: "A stranger's.", options: anything };

/** A layer by the parts of it that are not those of an elementwise one without parameters. */
export function layerPiece(
  create: (inShape: Shape, ctx: BuildContext) => Partial<Layer> & Pick<Layer, "forward">,
): StrangePiece {
  return {
    kind: "layer",
    definition: {
      ...about,
      create: (_options, inShape, ctx) => ({
        type: "Strange",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        ...create(inShape, ctx),
      }),
    },
  };
}

/** A new tensor like `like`, by its elements. */
export function each(like: Tensor, element: (value: number, index: number) => number): Tensor {
  return tensor(Float64Array.from(like.data, element), like.shape, like);
}

/** Rows of a tensor as arrays. */
export function rowsOf({ data, shape }: Tensor): readonly (readonly number[])[] {
  const rows = shape[0] ?? 0;
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, i) => data[row * width + i]),
  );
}
