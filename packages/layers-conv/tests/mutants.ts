import {
  map,
  reshape,
  reverse,
  type Shape,
  scale,
  sizeOf,
  slice,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { checkLayer, type DiagnosisCode } from "@retrograd/gradcheck";
import {
  type BuildContext,
  checkOptions,
  type Forward,
  type Layer,
  type LayerDefinition,
  type Params,
} from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import { convLayers } from "../src/plugin.js";

const definitions: readonly LayerDefinition[] = convLayers.layers ?? [];
/** As a network draws its parameters: normal numbers. */
const ctx: BuildContext = {
  ...f64,
  initializer:
    () =>
    (size, _fan, { normal }) =>
      Float64Array.from({ length: size }, normal),
};

/** A use of a layer from which wrong versions are made. */
interface Subject {
  readonly options: object;
  readonly input: Shape;
}

const subjects: Readonly<Record<string, Subject>> = {
  Conv1D: { options: { filters: 2 }, input: [2, 5] },
  Conv2D: { options: { filters: 2, kernel: [2, 3], padding: 1 }, input: [2, 3, 3] },
  DepthwiseConv2D: { options: { kernel: [2, 3], padding: 1 }, input: [2, 3, 3] },
  ConvTranspose2D: { options: { filters: 2, kernel: [3, 2], stride: 2 }, input: [2, 2, 2] },
  MaxPool1D: { options: { kernel: 3, stride: 1, padding: 1 }, input: [2, 4] },
  MaxPool2D: { options: { kernel: 2, stride: 1 }, input: [2, 3, 4] },
  AvgPool1D: { options: { kernel: 3, stride: 1, padding: 1 }, input: [2, 4] },
  AvgPool2D: { options: { kernel: 2, stride: 1, padding: 1 }, input: [2, 3, 4] },
  GlobalMaxPool: { options: {}, input: [3, 2, 3] },
  GlobalAvgPool: { options: {}, input: [2, 2, 3] },
  ZeroPad2D: { options: { padding: [[1, 0], 1] }, input: [2, 3, 3] },
  Upsample2D: { options: { factor: [2, 3] }, input: [2, 2, 3] },
};

/** One call of a layer, of which a wrong version changes something. */
interface Call {
  readonly params: Params;
  readonly x: Tensor;
  readonly right: Forward;
  /** The right layer on other numbers. */
  run(params: Params, x: Tensor): Forward;
}

type Gradients = Readonly<Record<string, Tensor>>;

interface Mutant {
  readonly what: string;
  readonly codes: readonly DiagnosisCode[];
  readonly change: (call: Call) => Forward;
}

/** A mistake in backward alone. right: x and the parameters by name */
const inBackward = (
  what: string,
  codes: readonly DiagnosisCode[],
  wrong: (right: Gradients, dy: Tensor, call: Call) => Readonly<Record<string, Tensor | undefined>>,
): Mutant => ({
  what,
  codes,
  change: (call) => ({
    ...call.right,
    backward(dy) {
      const gradients = gradientsOf(call.right, dy);
      const { x: dx, ...grads } = { ...gradients, ...wrong(gradients, dy, call) };
      const present = Object.entries(grads).filter(
        (entry): entry is [string, Tensor] => entry[1] !== undefined,
      );
      return { ...(dx && { dx }), grads: Object.fromEntries(present) };
    },
  }),
});

function gradientsOf({ backward }: Forward, dy: Tensor): Gradients {
  const { dx, grads } = backward(dy);
  return { ...grads, ...(dx && { x: dx }) };
}

const rewritten = (like: Tensor, element: (value: number, index: number) => number): Tensor =>
  tensor(Float64Array.from(like.data, element), like.shape, like);
const columnsOf = ({ shape }: Tensor) => shape.at(-1) ?? 1;
const moved = (x: Tensor) => {
  const columns = columnsOf(x);
  return rewritten(x, (_, i) => x.data[i - (i % columns) + (((i % columns) + 1) % columns)]);
};
/** dy with all but the last of its numbers along an axis set to 0. */
const lastAlong = (dy: Tensor, axis: number) => {
  const [inner, length] = [sizeOf(dy.shape.slice(axis + 1)), dy.shape[axis]];
  return rewritten(dy, (value, i) => (Math.floor(i / inner) % length === length - 1 ? value : 0));
};
const flipped = (W: Tensor) =>
  [...W.shape.keys()].slice(2).reduce((kernel, axis) => reverse(kernel, axis), W);

/** The gradient by x that overwrites where it should add: the last window wins. */
function overwriting(dy: Tensor, { x, right }: Call): Tensor {
  const dx = new Float64Array(x.size);
  for (let k = 0; k < dy.size; k++) {
    const one = right.backward(rewritten(dy, (value, i) => (i === k ? value : 0))).dx;
    for (const [i, value] of Array.from(one?.data ?? []).entries()) if (value !== 0) dx[i] = value;
  }
  return tensor(dx, x.shape, x);
}

/** Mistakes in dx that any layer can have. */
const general: readonly Mutant[] = [
  inBackward("dx of the other sign", ["sign"], ({ x }) => ({ x: scale(x, -1) })),
  inBackward("dx twice as large", ["constant-factor"], ({ x }) => ({ x: scale(x, 2) })),
  inBackward("dx = 0", ["zero-gradient"], ({ x }) => ({ x: scale(x, 0) })),
  inBackward("no dx", ["missing-gradient"], () => ({ x: undefined })),
  inBackward("dx moved by one column", ["misplaced"], ({ x }) => ({ x: moved(x) })),
  inBackward("the last column of dx is 0", ["wrong-mask", "element"], ({ x }) => ({
    x: rewritten(x, (value, i) => (i % columnsOf(x) === columnsOf(x) - 1 ? 0 : value)),
  })),
  inBackward("dx of the last picture alone", ["missing-sum", "wrong-mask"], ({ x }, dy, { right }) => ({
    x: gradientsOf(right, lastAlong(dy, 0)).x ?? x,
  })),
  inBackward(
    "dx of the positive part of dy",
    ["nonlinear", "unknown", "wrong-mask"],
    ({ x }, dy, { right }) => ({
      x:
        gradientsOf(
          right,
          map(dy, (d) => Math.max(0, d)),
        ).x ?? x,
    }),
  ),
];

/** Mistakes in the parameters of a convolution. */
const ofConvolutions: readonly Mutant[] = [
  inBackward("dW twice as large", ["constant-factor"], ({ W }) => ({ W: scale(W, 2) })),
  inBackward("dW of the flipped kernel", ["misplaced", "unknown"], ({ W }) => ({ W: flipped(W) })),
  inBackward("dW of the last picture alone", ["missing-sum", "accumulation"], ({ W }, dy, { right }) => ({
    W: gradientsOf(right, lastAlong(dy, 0)).W ?? W,
  })),
  inBackward(
    "dW of the last column of positions alone",
    ["missing-sum", "unknown"],
    ({ W }, dy, { right }) => ({
      W: gradientsOf(right, lastAlong(dy, dy.shape.length - 1)).W ?? W,
    }),
  ),
  inBackward("db is a mean over the positions", ["constant-factor", "extra-mean"], ({ b }, dy) => ({
    b: scale(b, 1 / sizeOf(dy.shape.slice(2))),
  })),
  inBackward("db of the last picture alone", ["missing-sum", "accumulation"], ({ b }, dy, { right }) => ({
    b: gradientsOf(right, lastAlong(dy, 0)).b ?? b,
  })),
  inBackward("dx with the kernel flipped", ["unknown"], ({ x }, dy, { params, run, x: input }) => ({
    x: gradientsOf(run({ ...params, W: flipped(params.W) }, input), dy).x ?? x,
  })),
  {
    what: "y with the kernel flipped, backward without",
    codes: ["unknown", "misplaced"],
    change: ({ params, x, right, run }) => ({
      y: run({ ...params, W: flipped(params.W) }, x).y,
      backward: right.backward,
    }),
  },
];

const first = (call: Call): Tensor => rewritten(call.x, (_, i) => -i);

/** The layer of a type with the options of another. */
function layerOf(type: string, { options, input }: Subject): Layer {
  const definition = definitions.find((each) => each.type === type);
  if (definition === undefined) throw new Error(`there is no ${type}`);
  const { value, issues } = checkOptions(definition, options, []);
  if (issues.length > 0) throw new Error(issues[0].message);
  return definition.create(value, input, f64);
}

/** dx of the average in the place of the maximum, or the other way around. */
const dxOf = (type: string, subject: Subject): Mutant =>
  inBackward(`dx of ${type}`, ["unknown", "wrong-mask"], ({ x }, dy, call) => ({
    x: gradientsOf(layerOf(type, subject).forward({}, call.x, training), dy).x ?? x,
  }));

const toTheFirst = inBackward(
  "dx to the first number of each window",
  ["unknown", "misplaced"],
  ({ x }, dy, call) => ({
    x: gradientsOf(call.run({}, first(call)), dy).x ?? x,
  }),
);
const overwritten = inBackward(
  "dx of the last window of each number alone",
  ["unknown", "missing-sum"],
  (_, dy, call) => ({
    x: overwriting(dy, call),
  }),
);

const particular: Readonly<Record<string, readonly Mutant[]>> = {
  Conv1D: ofConvolutions,
  Conv2D: ofConvolutions,
  DepthwiseConv2D: ofConvolutions,
  ConvTranspose2D: ofConvolutions,
  MaxPool1D: [dxOf("AvgPool1D", subjects.MaxPool1D), toTheFirst, overwritten],
  MaxPool2D: [dxOf("AvgPool2D", subjects.MaxPool2D), toTheFirst, overwritten],
  AvgPool1D: [
    dxOf("MaxPool1D", subjects.AvgPool1D),
    overwritten,
    dxOf("AvgPool1D", {
      ...subjects.AvgPool1D,
      options: { ...subjects.AvgPool1D.options, countPadding: false },
    }),
  ],
  AvgPool2D: [
    dxOf("MaxPool2D", subjects.AvgPool2D),
    overwritten,
    dxOf("AvgPool2D", {
      ...subjects.AvgPool2D,
      options: { ...subjects.AvgPool2D.options, countPadding: false },
    }),
  ],
  GlobalMaxPool: [dxOf("GlobalAvgPool", subjects.GlobalMaxPool), toTheFirst],
  GlobalAvgPool: [
    dxOf("GlobalMaxPool", subjects.GlobalAvgPool),
    inBackward("dx without the division by the positions", ["constant-factor", "missing-mean"], ({ x }) => ({
      x: scale(x, 6),
    })),
  ],
  ZeroPad2D: [
    inBackward("dx from the start of dy", ["misplaced", "unknown"], ({ x }, dy) => ({
      x: reshape(slice(reshape(dy, [dy.size]), 0, 0, x.size), x.shape),
    })),
  ],
  Upsample2D: [
    dxOf("Upsample2D", { ...subjects.Upsample2D, options: { factor: [2, 3], mode: "bilinear" } }),
    overwritten,
  ],
};

/** A definition, registered as "Mutant", that makes a mistake. */
function wrong(type: string, { change }: Mutant): LayerDefinition {
  const definition = definitions.find((each) => each.type === type);
  if (definition === undefined) throw new Error(`there is no ${type}`);
  return {
    ...definition,
    type: "Mutant",
    create(options, inShape, ctx) {
      const layer = definition.create(options, inShape, ctx);
      return {
        ...layer,
        forward(params, x, context) {
          const { needsInputGradient, needsParamGradients = true } = context;
          // the mistake may need every gradient
          const run = (own: Params, input: Tensor) =>
            layer.forward(own, input, { ...context, needsInputGradient: true, needsParamGradients: true });
          const { backward, ...forward } = change({ params, x, right: run(params, x), run });
          return {
            ...forward,
            backward(dy) {
              const { dx, grads } = backward(dy);
              return {
                ...(dx && needsInputGradient && { dx }),
                grads: needsParamGradients ? grads : {},
              };
            },
          };
        },
      };
    },
  };
}

/** The causes that a check names for a wrong layer; none if it passes. */
function causesOf(type: string, mutant: Mutant): readonly string[] {
  const { options, input } = subjects[type];
  const definition = wrong(type, mutant);
  const { value } = checkOptions(definition, options, []);
  const { tensors } = checkLayer(definition.create(value, input, ctx), input, { mode: "fast" });
  const failed = tensors.filter(({ verdict }) => verdict === "fail");
  return [...new Set(failed.flatMap(({ diagnosis }) => diagnosis?.code ?? []))];
}

/** Every layer with the number of its mistakes. */
export const mistakes: ReadonlyMap<string, number> = new Map(
  Object.entries(particular).map(([type, own]) => [type, general.length + own.length]),
);

const mutants = Object.keys(subjects).flatMap((type) =>
  [...general, ...(particular[type] ?? [])]
    // an average over all positions has the same dx at each
    .filter(({ what }) => type !== "GlobalAvgPool" || what !== "dx moved by one column")
    .map((mutant) => ({ type, mutant })),
);

/** What a check says of wrong layers. */
export interface Outcomes {
  readonly count: number;
  /** Wrong layers that pass. */
  readonly missed: readonly string[];
  /** Wrong layers with another cause than the one that they have. */
  readonly misnamed: readonly string[];
}

/** Checks every wrong layer, or one of every few. */
export function examineMutants(oneOf = 1): Outcomes {
  const outcomes = mutants
    .filter((_, i) => i % oneOf === 0)
    .map(({ type, mutant: { what, ...mutant } }) => {
      const codes = causesOf(type, { what, ...mutant });
      const isRight = codes.every((code) => mutant.codes.some((each) => each === code));
      return { name: `${type}, ${what}: ${codes.join(", ")}`, isCaught: codes.length > 0, isRight };
    });
  return {
    count: outcomes.length,
    missed: outcomes.filter(({ isCaught }) => !isCaught).map(({ name }) => name),
    misnamed: outcomes.filter(({ isRight }) => !isRight).map(({ name }) => name),
  };
}
