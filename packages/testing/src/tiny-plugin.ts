import { map, matmul, RetrogradError, scale, square, subtract, sum, tensor, zeros } from "@retrograd/core";
import {
  definePlugin,
  type Initializer,
  type InitializerDefinition,
  type LayerDefinition,
  type LossDefinition,
  type Schema,
  type SchemaIssue,
} from "@retrograd/plugin";

/** A hand-written Standard Schema: `check` returns the value, or its issues. */
export function schema<Output>(check: (value: unknown) => Output | readonly SchemaIssue[]): Schema<Output> {
  return {
    "~standard": {
      version: 1,
      vendor: "by hand",
      validate(value) {
        const checked = check(value);
        return isIssues(checked) ? { issues: checked } : { value: checked };
      },
    },
  };
}

function isIssues(checked: unknown): checked is readonly SchemaIssue[] {
  return Array.isArray(checked);
}

/** Accepts any value. */
export const anything = schema<unknown>((value) => value);

interface DenseOptions {
  readonly units: number;
  readonly init: string;
}

const denseOptions = schema<DenseOptions>((value) => {
  const { units, init = "Normal", ...others } = value as Readonly<Record<string, unknown>>;
  const issues: SchemaIssue[] = Object.keys(others).map((key) => ({
    message: "must not be given",
    path: [key],
  }));
  if (!Number.isInteger(units) || Number(units) <= 0) {
    issues.push({ message: "must be a positive whole number", path: ["units"] });
  }
  return issues.length > 0 ? issues : { units: Number(units), init: String(init) };
});

/** y = x W for inputs of one axis. Omits dx when it is not needed. */
const dense: LayerDefinition<DenseOptions> = {
  type: "Dense",
  summary: "A matrix product.",
  options: denseOptions,
  mainOption: "units",
  references: { init: "initializers" },
  create({ units, init }, inShape, ctx) {
    const [inputs, ...others] = inShape;
    if (inputs === undefined || others.length > 0) {
      throw new RetrogradError("E_SHAPE", `needs inputs of one axis, got [${inShape.join(", ")}]`);
    }
    const initialize = ctx.initializer(init);
    return {
      type: "Dense",
      outShape: [units],
      paramShapes: { W: [inputs, units] },
      init: (rng) => ({
        W: tensor(initialize(inputs * units, { in: inputs, out: units }, rng), [inputs, units], ctx),
      }),
      forward: ({ W = zeros([inputs, units], ctx) }, x, { needsInputGradient }) => ({
        y: matmul(x, W),
        backward: (dy) => ({
          grads: { W: matmul(x, dy, { transposeA: true }) },
          ...(needsInputGradient ? { dx: matmul(dy, W, { transposeB: true }) } : {}),
        }),
      }),
    };
  },
};

/** Adds normal numbers in training only. */
const noise: LayerDefinition = {
  type: "Noise",
  summary: "Adds noise in training.",
  options: anything,
  create: (_options, inShape) => ({
    type: "Noise",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x, ctx) => ({
      // reads ctx.rng once per element, as a careless layer would
      y: ctx.mode === "train" ? map(x, (v) => v + ctx.rng.normal()) : x,
      backward: (dy) => ({ dx: dy, grads: {} }),
    }),
  }),
};

/** loss = 1/(2 batch) sum of (x - t)^2 */
const halfSquares: LossDefinition = {
  type: "HalfSquares",
  summary: "Half the sum of squared errors.",
  options: anything,
  create: (_options, inShape, ctx) => ({
    type: "HalfSquares",
    outShape: inShape,
    targets: "values",
    forward(x, t) {
      const error = subtract(x, t);
      const batch = x.shape[0] ?? 0;
      return {
        loss: sum(square(error)) / (2 * batch),
        y: x,
        backward: (dloss = 1) => ({ dx: scale(error, dloss / batch) }),
      };
    },
    // not x itself, so that a test can distinguish the two
    predict: (x) => scale(x, 10),
    exampleTargets: (batch) => tensor(new Float64Array(batch), [batch], ctx),
  }),
};

const draw: Initializer = (size, _fan, rng) => Float64Array.from({ length: size }, () => rng.normal());

const normal: InitializerDefinition = {
  type: "Normal",
  summary: "Normal numbers.",
  options: anything,
  create: () => draw,
};

/** Minimal layers for tests of the code that runs them. */
export const tiny = definePlugin({
  name: "tiny",
  layers: [dense, noise],
  losses: [halfSquares],
  initializers: [normal],
});
