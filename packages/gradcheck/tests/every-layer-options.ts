import { type Rng, type Shape, sizeOf } from "@retrograd/core";
import type { Entry } from "@retrograd/plugin";

/** Random choices. */
export interface Choices {
  /** A whole number from 1 to n. */
  upTo(n: number): number;
  oneOf<T>(choices: readonly T[]): T;
}

/** Draws the options of a type for inputs of a shape; undefined where the type does not read that shape. */
type DrawOptions = (choices: Choices, shape: Shape) => Readonly<Record<string, unknown>> | undefined;

type Lines = Readonly<Record<string, DrawOptions>>;

const none: DrawOptions = () => ({});
const isPicture = (shape: Shape) => shape.length === 3;
const isSequence = (shape: Shape) => shape.length === 2;
const hasAxis = (shape: Shape) => shape.length > 0;

/** Choices from a stream of random numbers. */
export function choicesOf(rng: Rng): Choices {
  const upTo = (n: number) => 1 + rng.integers(n, 1)[0];
  return { upTo, oneOf: (choices) => choices[upTo(choices.length) - 1] };
}

/** The divisors of n. */
function divisors(n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((divisor) => n % divisor === 0);
}

/** An initializer; 1e-6 and 0 put the inputs of the next layer on its kinks, and 3 is far from them. */
function initializer({ upTo, oneOf }: Choices): Readonly<Record<string, Entry>> {
  if (upTo(2) === 1) return {};
  const init = oneOf<Entry>([
    "He",
    "Xavier",
    { Normal: oneOf([0.01, 0.3, 1, 3, 1e-6]) },
    { Uniform: oneOf([0.05, 1]) },
    { Constant: oneOf([0, 0.1, -0.5]) },
    "Orthogonal",
    "Identity",
  ]);
  return { init };
}

/** The initializers of a layer that draws parts of a matrix, for which Orthogonal and Identity are undefined. */
function partsInitializer(choices: Choices): Readonly<Record<string, Entry>> {
  const { init } = initializer(choices);
  return init === undefined || init === "Orthogonal" || init === "Identity" ? {} : { init };
}

/** One size for all axes, or one for each. */
function sizesOf({ upTo, oneOf }: Choices, axes: number, choices: readonly number[]) {
  return upTo(2) === 1 ? oneOf(choices) : Array.from({ length: axes }, () => oneOf(choices));
}

function convolution(choices: Choices, axes: number) {
  return {
    kernel: sizesOf(choices, axes, [1, 2, 3]),
    stride: sizesOf(choices, axes, [1, 1, 2, 3]),
    padding: choices.oneOf([0, "same", sizesOf(choices, axes, [0, 1, 2])]),
    dilation: sizesOf(choices, axes, [1, 1, 2]),
    bias: choices.upTo(3) > 1,
    ...partsInitializer(choices),
  };
}

/** Filters and groups. */
function filters({ upTo, oneOf }: Choices, [channels = 1]: Shape) {
  const groups = oneOf(divisors(channels));
  return { filters: groups * upTo(2), groups };
}

function pool(choices: Choices, axes: number) {
  const kernel = choices.oneOf([1, 2, 3]);
  return {
    kernel,
    ...(choices.upTo(2) === 1 ? {} : { stride: sizesOf(choices, axes, [1, 2, 3]) }),
    padding: choices.oneOf([0, Math.floor(kernel / 2)]),
  };
}

const countPadding = ({ upTo }: Choices) => ({ countPadding: upTo(2) === 1 });

function recurrent(choices: Choices, shape: Shape) {
  if (!isSequence(shape)) return undefined;
  const { upTo, oneOf } = choices;
  const direction = oneOf([{}, { reverse: true }, { carry: true }]);
  return { units: upTo(4), sequences: upTo(2) === 1, ...direction, ...partsInitializer(choices) };
}

function attention({ upTo, oneOf }: Choices, size: number) {
  const heads = oneOf(divisors(size));
  return { heads, causal: upTo(2) === 1, rotary: (size / heads) % 2 === 0 && upTo(2) === 1 };
}

const eps = ({ oneOf }: Choices) => oneOf([{}, {}, { eps: 0.1 }]);
const rate = ({ oneOf }: Choices) => ({ rate: oneOf([0, 0.1, 0.5]) });

/** Random options of every layer and block that reads one input. */
export const layerOptions: Lines = {
  Affine: (choices, shape) => ({
    units: choices.upTo(6),
    ...(hasAxis(shape) && choices.upTo(2) === 1 ? { axis: "last" } : {}),
    transposed: choices.upTo(4) === 1,
    ...initializer(choices),
  }),
  Elu: ({ oneOf }) => ({ alpha: oneOf([0.5, 1, 2]) }),
  Gelu: ({ oneOf }) => ({ approximate: oneOf(["none", "tanh"]) }),
  HardSigmoid: none,
  HardSwish: none,
  HardTanh: ({ oneOf }) => oneOf([{}, { low: -0.5, high: 1.5 }]),
  LeakyRelu: ({ oneOf }) => ({ slope: oneOf([0.01, 0.3, -0.5]) }),
  Mish: none,
  Prelu: ({ upTo }, shape) => ({ slopes: hasAxis(shape) && upTo(2) === 1 ? "channels" : "one" }),
  Relu: none,
  Selu: none,
  Sigmoid: none,
  Silu: none,
  Softmax: (_, shape) => (hasAxis(shape) ? {} : undefined),
  Softplus: ({ oneOf }) => ({ beta: oneOf([0.5, 1, 2]) }),
  Tanh: none,
  DropPath: rate,
  Dropout: (choices) => ({ ...rate(choices), ...choices.oneOf([{}, { formula: "book" }]) }),
  Dropout2D: (choices, shape) => (shape.length > 1 ? rate(choices) : undefined),
  GaussianNoise: ({ oneOf }) => ({ std: oneOf([0, 0.1, 1]) }),
  Flatten: none,
  Permute({ upTo }, shape) {
    const keys = shape.map((_, axis) => ({ axis, key: upTo(1000) }));
    return hasAxis(shape) ? { axes: keys.sort((a, b) => a.key - b.key).map(({ axis }) => axis) } : undefined;
  },
  Reshape({ oneOf }, shape) {
    const length = oneOf(divisors(sizeOf(shape)));
    return { shape: oneOf([[-1], [length, -1], [length, -1, 1], [1, length, -1], [...shape].reverse()]) };
  },
  Conv1D: (choices, shape) =>
    isSequence(shape) ? { ...convolution(choices, 1), ...filters(choices, shape) } : undefined,
  Conv2D: (choices, shape) =>
    isPicture(shape) ? { ...convolution(choices, 2), ...filters(choices, shape) } : undefined,
  DepthwiseConv2D: (choices, shape) =>
    isPicture(shape) ? { ...convolution(choices, 2), multiplier: choices.upTo(2) } : undefined,
  ConvTranspose2D: (choices, shape) =>
    isPicture(shape)
      ? {
          ...convolution(choices, 2),
          ...filters(choices, shape),
          ...choices.oneOf([
            { stride: 1, padding: 0 },
            { stride: 2, padding: 1, outputPadding: 1 },
            { stride: [2, 1], padding: [0, 1], outputPadding: [1, 0] },
          ]),
        }
      : undefined,
  AvgPool1D: (choices, shape) =>
    isSequence(shape) ? { ...pool(choices, 1), ...countPadding(choices) } : undefined,
  AvgPool2D: (choices, shape) =>
    isPicture(shape) ? { ...pool(choices, 2), ...countPadding(choices) } : undefined,
  MaxPool1D: (choices, shape) => (isSequence(shape) ? pool(choices, 1) : undefined),
  MaxPool2D: (choices, shape) => (isPicture(shape) ? pool(choices, 2) : undefined),
  GlobalAvgPool: (_, shape) => (shape.length > 1 ? {} : undefined),
  GlobalMaxPool: (_, shape) => (shape.length > 1 ? {} : undefined),
  Upsample2D: (choices, shape) =>
    isPicture(shape)
      ? { factor: sizesOf(choices, 2, [1, 2, 3]), mode: choices.oneOf(["nearest", "bilinear"]) }
      : undefined,
  ZeroPad2D: ({ oneOf }, shape) =>
    isPicture(shape)
      ? {
          padding: oneOf([
            1,
            [1, 0],
            [
              [0, 1],
              [2, 0],
            ],
          ]),
        }
      : undefined,
  BatchNorm: (choices, shape) =>
    hasAxis(shape) ? { ...choices.oneOf([{}, { formula: "book" }]), ...eps(choices) } : undefined,
  GroupNorm: (choices, [channels]) =>
    channels === undefined ? undefined : { groups: choices.oneOf(divisors(channels)), ...eps(choices) },
  InstanceNorm: (choices, shape) =>
    shape.length > 1 ? { affine: choices.upTo(2) === 1, ...eps(choices) } : undefined,
  LayerNorm: (choices, shape) =>
    hasAxis(shape) ? { axes: choices.upTo(shape.length), ...eps(choices) } : undefined,
  RmsNorm: (choices, shape) =>
    hasAxis(shape) ? { axes: choices.upTo(shape.length), ...eps(choices) } : undefined,
  Rnn: recurrent,
  Lstm: recurrent,
  Gru(choices, shape) {
    const options = recurrent(choices, shape);
    return options && { ...options, reset: choices.oneOf(["after", "before"]) };
  },
  Bidirectional: ({ upTo, oneOf }, shape) =>
    isSequence(shape)
      ? {
          [oneOf(["Rnn", "Lstm", "Gru"])]: { units: upTo(3), sequences: upTo(2) === 1 },
          join: oneOf(["Concat", "Add", "Multiply"]),
        }
      : undefined,
  SelfAttention: (choices, [, size]) =>
    size === undefined ? undefined : { ...attention(choices, size), ...partsInitializer(choices) },
  LearnedPositions: (_, shape) => (isSequence(shape) ? {} : undefined),
  SinusoidalPositions: ({ oneOf }, shape) => (isSequence(shape) ? { base: oneOf([10, 10000]) } : undefined),
  TransformerBlock: (choices, [, size]) =>
    size === undefined
      ? undefined
      : {
          size,
          ...attention(choices, size),
          units: choices.upTo(4),
          activation: choices.oneOf(["Relu", "Gelu", "Silu"]),
          norm: choices.oneOf(["LayerNorm", "RmsNorm"]),
          dropout: choices.oneOf([0, 0.3]),
        },
};

/** Random options of every loss. */
export const lossOptions: Lines = {
  Huber: ({ oneOf }) => ({ delta: oneOf([0.5, 1]) }),
  IdentityWithLoss: none,
  KlDivergence: (_, shape) => (hasAxis(shape) ? {} : undefined),
  MeanAbsolute: none,
  MeanSquared: none,
  Poisson: none,
  SigmoidWithLoss: ({ oneOf }) => ({ positive: oneOf([1, 3]) }),
  SoftmaxWithLoss({ oneOf }, shape) {
    const classes = shape.at(-1);
    if (classes === undefined) return undefined;
    return {
      ...oneOf([{}, { smoothing: 0.1 }]),
      ...oneOf([{}, { weights: Array.from({ length: classes }, (_, j) => 0.5 + j) }]),
      ...oneOf([{}, { ignore: -1 }, { ignore: 0 }]),
      ...oneOf([{}, { focal: 2 }, { focal: 0.5 }]),
    };
  },
};

/** Random options of every layer of several inputs, for a first input of a shape. */
export const jointOptions: Lines = {
  Add: none,
  Average: none,
  Concat: ({ oneOf }, shape) =>
    hasAxis(shape) ? { axis: oneOf<number | string>([...shape.keys(), "last"]) } : undefined,
  CrossAttention: (choices, [, size]) =>
    size === undefined ? undefined : { heads: choices.oneOf(divisors(size)) },
  Maximum: none,
  Multiply: none,
};
