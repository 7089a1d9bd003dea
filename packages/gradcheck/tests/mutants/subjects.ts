import { referenceEngine, type Shape } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import type { Entry } from "@retrograd/plugin";
import type { Piece } from "./piece.js";

/** A built-in layer or loss, and where it stands while mistakes are made in it. */
export interface Subject {
  readonly type: string;
  readonly piece: Piece;
  /** Options as a spec gives them. */
  readonly options: unknown;
  /** Options drawn at random, for random networks; the same as `options` unless told. */
  random?(draw: Draw): unknown;
  /** Length of the rows before it; `width` unless told. */
  readonly width?: number;
}

/** What options are drawn from. */
export interface Draw {
  width(): number;
  initializer(): Entry;
}

/** Length of every row, before and after each subject: matrices are square, so that no shape gives a mistake away. */
export const width = 11;

// A new built-in is one line: its options for rows of that length, and what else they may be.
const lines: Readonly<Record<string, Pick<Subject, "options" | "random">>> = {
  Affine: {
    options: { units: width },
    random: (draw) => ({ units: draw.width(), init: draw.initializer() }),
  },
  Relu: { options: {} },
  Sigmoid: { options: {} },
  SoftmaxWithLoss: { options: {} },
  IdentityWithLoss: { options: {} },
};

const pieces: readonly Piece[] = [
  ...(builtins.layers ?? []).map((definition) => ({ kind: "layer", definition }) as const),
  ...(builtins.losses ?? []).map((definition) => ({ kind: "loss", definition }) as const),
];

/** Every built-in layer and loss.
 *  @throws Error naming those that have no line in this file */
export const subjects: readonly Subject[] = pieces.map((piece) => {
  const { type } = piece.definition;
  const line = lines[type];
  if (line === undefined) {
    throw new Error(`${type} is built in: give it a line in packages/gradcheck/tests/mutants/subjects.ts`);
  }
  return { type, piece, ...line };
});

/** The built-in of that name. @throws Error when there is none */
export function subject(type: string): Subject {
  const found = subjects.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no built-in is called ${type}`);
  return found;
}

/** Shapes of the parameters by name; {} for a loss. */
export function paramShapesOf({ piece, options }: Subject): Readonly<Record<string, Shape>> {
  if (piece.kind === "loss") return {};
  const layer = piece.definition.create(options, [width], {
    engine: referenceEngine,
    dtype: "f64",
    // no parameter is drawn
    initializer: () => (size) => new Float64Array(size),
  });
  return layer.paramShapes;
}

/** The model that a piece, registered as "Mutant", is checked in: behind an Affine, so that its dx reaches weights. */
export function modelAround({ piece, options, width: units = width }: Subject): readonly Entry[] {
  const mutant = { Mutant: options, id: "mutant" };
  const before = { Affine: units, id: "before" };
  return piece.kind === "loss" ? [before, mutant] : [before, mutant, "IdentityWithLoss"];
}
