import { reshape, scale, type Tensor, tensor } from "@retrograd/core";
import type { Mutant } from "./mutant.js";
import { type Gradients, type Inputs, type Mistake, rewritten } from "./piece.js";
import { paramShapesOf, type Subject, width } from "./subjects.js";

/** One gradient during one backward. */
interface Pass extends Inputs {
  readonly dy: Tensor | number;
  readonly rows: number;
  /** The same gradient for another dy. */
  again(dy: Tensor): Tensor;
}

/** A mistake in one gradient, whatever the layer: the input's or a parameter's. */
interface GradientOperator {
  readonly operator: string;
  readonly how?: string;
  readonly codes: readonly string[];
  readonly batch?: number;
  /** By layer: why it is not a mistake there. */
  readonly equivalent?: Readonly<Record<string, string>>;
  /** Where the mistake can be made. Default: everywhere. */
  applies?(target: Target): boolean;
  wrong(gradient: Tensor, pass: Pass): Tensor | undefined;
}

/** A gradient that a mistake can be made in. */
export interface Target {
  /** "x" or a parameter's name. */
  readonly name: string;
  readonly kind: "layer" | "loss";
  /** With the batch axis, of any length, for x. */
  readonly axes: number;
}

const isParameter = ({ name }: Target) => name !== "x";
const isInput = ({ name }: Target) => name === "x";
const hasDy = ({ kind }: Target) => kind === "layer";

/** dy with only some of its rows, the others 0. */
function someRows(dy: Tensor, rows: number, kept: (row: number) => boolean): Tensor {
  const columns = dy.size / rows;
  return rewritten(dy, (value, i) => (kept(Math.floor(i / columns)) ? value : 0));
}

const contributions =
  (kept: (row: number, rows: number) => boolean) =>
  (_gradient: Tensor, { dy, rows, again }: Pass): Tensor =>
    again(someRows(dy as Tensor, rows, (row) => kept(row, rows)));

/** Matrix read in the other order and squeezed back into its shape: what a missing transpose leaves. */
function transposed(gradient: Tensor): Tensor {
  const [rows, columns] = gradient.shape;
  const { data } = gradient;
  return rewritten(gradient, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]);
}

/** Elements moved along the last axis. */
function moved(gradient: Tensor, by: number): Tensor {
  const columns = gradient.shape.at(-1) ?? 1;
  const { data } = gradient;
  return rewritten(gradient, (_, i) => data[i - (i % columns) + (((i % columns) + by) % columns)]);
}

const largest = (gradient: Tensor) =>
  Array.from(gradient.data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Wrong at certain numbers of rows alone. */
const onlyAt =
  (when: (rows: number) => boolean) =>
  (gradient: Tensor, { rows }: Pass): Tensor =>
    when(rows) ? scale(gradient, 2) : gradient;

// a loss is handed one number, to which its gradient stays in proportion whatever is done to it
const roundedOrClipped = ["nonlinear", "unknown"];

const operators: readonly GradientOperator[] = [
  { operator: "sign", codes: ["sign"], wrong: (g) => scale(g, -1) },
  { operator: "zero gradient", codes: ["zero-gradient"], wrong: (g) => scale(g, 0) },
  { operator: "missing mean", codes: ["missing-mean"], wrong: (g, { rows }) => scale(g, rows) },
  { operator: "extra mean", codes: ["extra-mean"], wrong: (g, { rows }) => scale(g, 1 / rows) },
  { operator: "factor", how: "1.001", codes: ["constant-factor"], wrong: (g) => scale(g, 1.001) },
  { operator: "factor", how: "0.9999", codes: ["constant-factor"], wrong: (g) => scale(g, 0.9999) },
  { operator: "factor", how: "2", codes: ["constant-factor"], wrong: (g) => scale(g, 2) },
  { operator: "factor", how: "1/2", codes: ["constant-factor"], wrong: (g) => scale(g, 0.5) },
  {
    operator: "transposed",
    codes: ["transposed"],
    // as many rows as columns: nothing but the numbers tells
    batch: width,
    applies: ({ axes }) => axes === 2,
    wrong: transposed,
  },
  {
    operator: "= for +=",
    how: "the last row alone",
    codes: ["missing-sum", "accumulation"],
    applies: (target) => isParameter(target) && hasDy(target),
    wrong: contributions((row, rows) => row === rows - 1),
  },
  {
    operator: "= for +=",
    how: "the first row alone",
    codes: ["missing-sum", "accumulation"],
    applies: (target) => isParameter(target) && hasDy(target),
    wrong: contributions((row) => row === 0),
  },
  {
    operator: "off by one",
    how: "the last row forgotten",
    codes: ["missing-sum", "wrong-mask"],
    applies: hasDy,
    wrong: contributions((row, rows) => row < rows - 1),
  },
  { operator: "off by one", how: "moved one column", codes: ["misplaced"], wrong: (g) => moved(g, 1) },
  {
    operator: "off by one",
    how: "the last column forgotten",
    codes: ["wrong-mask", "element"],
    wrong: (g) => {
      const columns = g.shape.at(-1) ?? 1;
      return rewritten(g, (value, i) => (i % columns === columns - 1 ? 0 : value));
    },
  },
  {
    operator: "wrong mask",
    how: "every other element",
    codes: ["wrong-mask"],
    wrong: (g) => rewritten(g, (value, i) => (i % 2 === 0 ? value : 0)),
  },
  {
    operator: "wrong mask",
    how: "where x <= 0",
    codes: ["wrong-mask"],
    equivalent: { Relu: "its own mask: the gradient is 0 there already" },
    applies: isInput,
    wrong: (g, { x }) => rewritten(g, (value, i) => (x.data[i] > 0 ? value : 0)),
  },
  {
    operator: "wrong mask",
    how: "where the gradient itself is negative",
    codes: ["wrong-mask"],
    wrong: (g) => rewritten(g, (value) => Math.max(0, value)),
  },
  {
    operator: "one element",
    how: "off by its tensor's largest / 1,000",
    codes: ["element"],
    wrong: (g) => rewritten(g, (value, i) => (i === 3 ? value + largest(g) / 1000 : value)),
  },
  {
    operator: "one element",
    how: "NaN",
    codes: ["not-finite"],
    wrong: (g) => rewritten(g, (value, i) => (i === 3 ? Number.NaN : value)),
  },
  {
    operator: "rows in another order",
    codes: ["misplaced"],
    applies: isInput,
    wrong: (g, { rows }) => {
      const columns = g.size / rows;
      const { data } = g;
      return rewritten(g, (_, i) => data[(i + columns) % g.size]);
    },
  },
  {
    operator: "rounded",
    how: "to 8 bits",
    codes: [...roundedOrClipped, "approximation"],
    wrong: (g) =>
      rewritten(g, (value) => {
        const unit = 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 7);
        return Math.round(value / unit) * unit;
      }),
  },
  {
    operator: "clipped",
    how: "at half of its largest",
    codes: roundedOrClipped,
    wrong: (g) => rewritten(g, (value) => Math.min(Math.max(value, -largest(g) / 2), largest(g) / 2)),
  },
  {
    operator: "dy ignored",
    how: "ones for dy",
    codes: ["nonlinear", "stale-cache", "unknown"],
    applies: hasDy,
    wrong: (_g, { dy, again }) => again(rewritten(dy as Tensor, () => 1)),
  },
  {
    operator: "dy bent",
    how: "its signs alone",
    codes: ["nonlinear", "unknown"],
    applies: hasDy,
    wrong: (_g, { dy, again }) => again(rewritten(dy as Tensor, Math.sign)),
  },
  {
    operator: "dy bent",
    how: "its positive part",
    codes: ["nonlinear", "unknown", "wrong-mask"],
    applies: hasDy,
    wrong: (_g, { dy, again }) => again(rewritten(dy as Tensor, (value) => Math.max(0, value))),
  },
  { operator: "missing gradient", codes: ["missing-gradient"], applies: hasDy, wrong: () => undefined },
  {
    operator: "wrong shape",
    codes: ["wrong-shape"],
    applies: ({ axes }) => axes > 1,
    wrong: (g) => reshape(g, [g.size]),
  },
  {
    operator: "wrong number type",
    how: "float32 in a float64 network",
    codes: ["wrong-dtype"],
    wrong: (g) => tensor(g.data, g.shape, { engine: g.engine, dtype: "f32" }),
  },
  {
    operator: "only at some sizes",
    how: "batch 1",
    codes: ["batch-size"],
    wrong: onlyAt((rows) => rows === 1),
  },
  {
    operator: "only at some sizes",
    how: "odd batches",
    codes: ["constant-factor"],
    wrong: onlyAt((rows) => rows % 2 === 1),
  },
  {
    operator: "only at some sizes",
    how: "even batches",
    codes: ["batch-size"],
    wrong: onlyAt((rows) => rows % 2 === 0),
  },
];

/** The gradients that a layer or loss gives. */
export function targetsOf(subject: Subject): readonly Target[] {
  const { kind } = subject.piece;
  return [
    { name: "x", kind, axes: 1 + (subject.shape?.length ?? 1) },
    ...Object.entries(paramShapesOf(subject)).map(([name, shape]) => ({ name, kind, axes: shape.length })),
  ];
}

/** Every operator on every gradient of a layer or loss. */
export function gradientMutants(subject: Subject): readonly Mutant[] {
  return targetsOf(subject).flatMap((target) =>
    operators
      .filter(({ applies }) => applies?.(target) ?? true)
      .map(({ operator, how, codes, batch, equivalent, wrong }): Mutant => {
        const argued = equivalent?.[subject.type];
        return {
          operator,
          subject,
          what: `d${target.name}${how === undefined ? "" : `: ${how}`}`,
          codes,
          mistake: withWrongGradient(target.name, wrong),
          ...(batch === undefined ? {} : { batch }),
          ...(argued === undefined ? {} : { equivalent: argued }),
        };
      }),
  );
}

/** A mistake that changes one gradient. */
export function withWrongGradient(name: string, wrong: GradientOperator["wrong"]): Mistake {
  return (run) => (inputs) => {
    const right = run(inputs);
    const backward = (dy: Tensor | number): Gradients => {
      const gradients = right.backward(dy);
      const gradient = gradients[name];
      if (gradient === undefined) return gradients;
      const again = (other: Tensor): Tensor => right.backward(other)[name] ?? gradient;
      const pass = { ...inputs, dy, rows: inputs.x.shape[0] ?? 0, again };
      return { ...gradients, [name]: wrong(gradient, pass) };
    };
    return { ...right, backward };
  };
}
