import {
  add,
  concat,
  permute,
  reshape,
  reverse,
  scale,
  slice,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import { checkNetwork, type DiagnosisCode } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import {
  createRegistry,
  type Forward,
  type Layer,
  type LayerDefinition,
  type Params,
} from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { gru, lstm, rnn } from "./layers.js";

const [time, units] = [4, 3];

/** What a wrong version of a layer changes. */
interface Call {
  readonly params: Params;
  readonly x: Tensor;
  readonly right: Forward;
  /** The right layer. */
  run(params: Params, x: Tensor): Forward;
}
type Gradients = ReturnType<Forward["backward"]>;

interface Mutant {
  readonly what: string;
  readonly codes: readonly DiagnosisCode[];
  readonly change: (call: Call) => Forward;
}

/** A mistake in backward alone. */
const inBackward = (
  what: string,
  codes: readonly DiagnosisCode[],
  wrong: (right: Gradients, dy: Tensor, call: Call) => Partial<Gradients>,
): Mutant => ({
  what,
  codes,
  change: (call) => ({
    ...call.right,
    backward(dy) {
      const right = call.right.backward(dy);
      // some calls need no gradients of parameters
      if (Object.keys(right.grads).length === 0) return right;
      const changed = wrong(right, dy, call);
      return { ...right, ...changed, grads: { ...right.grads, ...changed.grads } };
    },
  }),
});

const of = (grads: Params, name: string): Tensor => grads[name] ?? zeros([1]);
const dxOf = ({ dx }: Gradients): Tensor => dx ?? zeros([1]);

/** The columns of the parts of a matrix or a row in another order. */
function partsOf(x: Tensor, order: readonly number[]): Tensor {
  const axis = x.shape.length - 1;
  const width = (x.shape[axis] ?? 0) / order.length;
  return concat(
    order.map((part) => slice(x, axis, part * width, (part + 1) * width)),
    axis,
  );
}

/** dy without all but the last `steps` steps. [batch, time, units] */
function lastSteps(dy: Tensor, steps: number): Tensor {
  const start = time - steps;
  const last = slice(dy, 1, start, time);
  return concat([scale(slice(dy, 1, 0, start), 0), last], 1);
}

const ofEach: readonly Mutant[] = [
  inBackward("dx with the steps in reverse order", ["misplaced", "unknown"], (right) => ({
    dx: reverse(dxOf(right), 1),
  })),
  inBackward("dx of the first step left out", ["wrong-mask", "unknown"], (right) => ({
    dx: concat([scale(slice(dxOf(right), 1, 0, 1), 0), slice(dxOf(right), 1, 1, time)], 1),
  })),
  inBackward("only the last step's dy goes back", ["accumulation"], (_right, dy, call) =>
    call.right.backward(lastSteps(dy, 1)),
  ),
  inBackward("dx in the memory order [time, batch]", ["misplaced", "unknown"], (right) => {
    const dx = dxOf(right);
    return { dx: reshape(permute(dx, [1, 0, 2]), dx.shape) };
  }),
  inBackward("dWh divided by the steps", ["constant-factor"], ({ grads }) => ({
    grads: { Wh: scale(of(grads, "Wh"), 1 / time) },
  })),
  inBackward(
    "dWh with a share of Wh in addition",
    ["unknown", "nonlinear"],
    ({ grads }, _dy, { params }) => ({
      grads: { Wh: add(of(grads, "Wh"), scale(of(params, "Wh"), 1e-3)) },
    }),
  ),
  inBackward("the sign of dWh", ["sign"], ({ grads }) => ({ grads: { Wh: scale(of(grads, "Wh"), -1) } })),
  inBackward("one element of dWx is 0", ["element"], ({ grads }) => {
    const Wx = of(grads, "Wx");
    return {
      grads: {
        Wx: tensor(
          Float64Array.from(Wx.data, (v, i) => (i === 1 ? 0 : v)),
          Wx.shape,
          Wx,
        ),
      },
    };
  }),
  inBackward("every gradient divided by the batch again", ["extra-mean"], ({ grads }, _dy, { x }) => ({
    grads: Object.fromEntries(
      Object.entries(grads).map(([name, gradient]) => [name, scale(gradient, 1 / (x.shape[0] ?? 1))]),
    ),
  })),
  {
    what: "the steps read in reverse order, with the backward of the right order",
    codes: ["unknown"],
    change: ({ params, x, right, run }) => ({ ...right, y: run(params, reverse(x, 1)).y }),
  },
];

/** Forward with the parts of the parameters in another order, backward with the right one. */
const gates = (what: string, order: readonly number[]): Mutant => ({
  what,
  codes: ["unknown"],
  change({ params, x, right, run }) {
    const { Wx, Wh, b, ...others } = params;
    const moved = Object.entries({ Wx, Wh, b }).flatMap(([name, one]) =>
      one === undefined ? [] : [[name, partsOf(one, order)] as const],
    );
    return { ...right, y: run({ ...others, ...Object.fromEntries(moved) }, x).y };
  },
});

const subjects: readonly (readonly [string, LayerDefinition, readonly Mutant[]])[] = [
  ["Rnn", { ...rnn, create: (options, shape, ctx) => rnn.create(options as never, shape, ctx) }, []],
  [
    "Lstm",
    { ...lstm, create: (options, shape, ctx) => lstm.create(options as never, shape, ctx) },
    [
      gates("the gates in the order of the book forwards, f g i o", [1, 2, 0, 3]),
      inBackward("dWx with the gates in the order f g i o", ["misplaced", "unknown"], ({ grads }) => ({
        grads: { Wx: partsOf(of(grads, "Wx"), [1, 2, 0, 3]) },
      })),
    ],
  ],
  [
    "Gru",
    { ...gru, create: (options, shape, ctx) => gru.create(options as never, shape, ctx) },
    [
      gates("r and z exchanged forwards", [1, 0, 2]),
      inBackward("dbh without the reset gate", ["unknown"], ({ grads }) => ({
        grads: { bh: slice(of(grads, "b"), 0, 2 * units, 3 * units) },
      })),
    ],
  ],
];

/** A definition with a mistake. */
function withMistake(definition: LayerDefinition, { change }: Mutant): LayerDefinition {
  return {
    ...definition,
    type: "Mutant",
    create(options, shape, ctx): Layer {
      const layer = definition.create(options, shape, ctx);
      return {
        ...layer,
        type: "Mutant",
        forward(params, x, context) {
          const run = (own: Params, input: Tensor) => layer.forward(own, input, context);
          return change({ params, x, right: run(params, x), run });
        },
      };
    },
  };
}

describe.each(subjects)("%s", (_type, definition, own) => {
  test.each([...ofEach, ...own].map((mutant) => [mutant.what, mutant] as const))(
    "is caught and blamed with a mistake: %s",
    (_what, mutant) => {
      const registry = createRegistry(builtins, {
        name: "mutants",
        layers: [withMistake(definition, mutant)],
      });
      const layers = [
        { Affine: { units, axis: "last" } },
        { Mutant: { units, sequences: true }, id: "mutant" },
        { Affine: 2 },
        "SoftmaxWithLoss",
      ];
      const network = buildNetwork(registry, { input: [time, 3], layers }, { dtype: "f64" });
      const { tensors } = checkNetwork(network, { mode: "fast", batch: 3 });
      const blamed = tensors.filter(({ verdict, blame }) => verdict === "fail" && blame === "mutant");
      expect(blamed).not.toEqual([]);
      const codes = blamed.flatMap(({ diagnosis }) => diagnosis?.code ?? []);
      expect(codes.filter((code) => !mutant.codes.includes(code))).toEqual([]);
    },
  );
});
