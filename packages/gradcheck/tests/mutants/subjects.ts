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
const lines: Readonly<Record<string, Pick<Subject, "options" | "random">>> = {
  Affine: {
    options: { units: width },
    random: (draw) => ({ units: draw.width(), init: draw.initializer() }),
  },
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
  if (line !== undefined) return { type, piece, ...line };
  const { value: options, issues } = checkOptions<unknown>(piece.definition, {}, []);
  if (issues.length === 0) return { type, piece, options };
  throw new Error(`${type} has required options: add them to packages/gradcheck/tests/mutants/subjects.ts`);
});

/** The built-in layer or loss of a type. @throws Error when there is none */
export function subject(type: string): Subject {
  const match = subjects.find((one) => one.type === type);
  if (match === undefined) throw new Error(`there is no built-in layer or loss ${type}`);
  return match;
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
