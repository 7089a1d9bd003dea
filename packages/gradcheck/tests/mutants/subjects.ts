import { referenceEngine, type Shape } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { checkOptions, type Entry } from "@retrograd/plugin";
import type { Piece } from "./piece.js";

/** A built-in layer or loss from which wrong versions are made. */
export interface Subject {
  readonly type: string;
  readonly piece: Piece;
  /** Options as an experiment writes them. */
  readonly options: unknown;
  /** Options drawn at random, for random networks. Default: `options`. */
  random?(draw: Draw): unknown;
  /** Length of its input rows. Default: `width`. */
  readonly width?: number;
  /** Shape of its input, made of such a row by a layer before it. Default: the row itself. */
  readonly shape?: Shape;
  /** True if it is made wrong in every way, and has a column of its own in the matrix; of the others a part of the operators, each
   *  another one, is enough. Default: false. */
  readonly inFull?: boolean;
  /** True if its gradients do not depend on its input, so that a stale input changes nothing. Default: false. */
  readonly isLinear?: boolean;
}

/** Sources of random options. */
export interface Draw {
  width(): number;
  initializer(): Entry;
}

/** Length of every row, before and after each subject: matrices are square, so that no mistake shows as a wrong shape. */
export const width = 11;

// Options of built-ins for rows of that length, and options drawn at random. Those that are not listed have the defaults of
// their schema.
const lines: Readonly<Record<string, Partial<Subject>>> = {
  Affine: {
    options: { units: width },
    random: (draw) => ({ units: draw.width(), init: draw.initializer() }),
    inFull: true,
  },
  Relu: { inFull: true },
  Sigmoid: { inFull: true },
  SoftmaxWithLoss: { inFull: true },
  IdentityWithLoss: { inFull: true },
  Dropout: { isLinear: true },
  // of many rows some are dropped, and some are not
  DropPath: { options: { rate: 0.3 }, isLinear: true },
  Dropout2D: { options: { rate: 0.3 }, width: 12, shape: [6, 2], isLinear: true },
  GaussianNoise: { options: { std: 0.5 }, isLinear: true },
  Flatten: { width: 12, shape: [3, 4], isLinear: true },
  Permute: { options: { axes: [1, 0] }, width: 12, shape: [3, 4], isLinear: true },
  Reshape: { options: { shape: [-1] }, isLinear: true },
};

const pieces: readonly Piece[] = [
  ...(builtins.layers ?? []).map((definition) => ({ kind: "layer", definition }) as const),
  ...(builtins.losses ?? []).map((definition) => ({ kind: "loss", definition }) as const),
];

/** Every built-in layer and loss.
 *  @throws Error naming one that has required options and no line in this file */
export const subjects: readonly Subject[] = pieces.map((piece) => {
  const { type } = piece.definition;
  const line = lines[type];
  const { value: options, issues } = checkOptions<unknown>(piece.definition, line?.options ?? {}, []);
  if (issues.length === 0) return { ...line, type, piece, options };
  throw new Error(`${type} has required options: add them to packages/gradcheck/tests/mutants/subjects.ts`);
});

/** The built-in layer or loss of a type. @throws Error when there is none */
export function subject(type: string): Subject {
  const match = subjects.find((one) => one.type === type);
  if (match === undefined) throw new Error(`there is no built-in layer or loss ${type}`);
  return match;
}

/** Shapes of the parameters by name; {} for a loss. */
export function paramShapesOf({ piece, options, shape = [width] }: Subject): Readonly<Record<string, Shape>> {
  if (piece.kind === "loss") return {};
  const layer = piece.definition.create(options, shape, {
    engine: referenceEngine,
    dtype: "f64",
    // no parameter is drawn
    initializer: () => (size) => new Float64Array(size),
  });
  return layer.paramShapes;
}

/** The model that a piece, registered as "Mutant", is checked in: behind an Affine, so that its dx reaches weights. */
export function modelAround({ piece, options, shape, width: units = width }: Subject): readonly Entry[] {
  const mutant = { Mutant: options, id: "mutant" };
  const before = [{ Affine: units, id: "before" }, ...(shape === undefined ? [] : [{ Reshape: shape }])];
  return piece.kind === "loss" ? [...before, mutant] : [...before, mutant, "IdentityWithLoss"];
}
