import { bufferOf, keep, scale, type Tensor } from "@retrograd/core";
import type { Mutant } from "./mutant.js";
import { type Gradients, type Inputs, type Mistake, type Outputs, rewritten } from "./piece.js";
import type { Subject } from "./subjects.js";

/** A mistake in what a layer keeps or changes between its calls. */
interface StateOperator {
  readonly operator: string;
  readonly how: string;
  readonly codes: readonly string[];
  applies?(subject: Subject): boolean;
  readonly mistake: Mistake;
}

const readsInput = ({ isLinear }: Subject) => isLinear !== true;
const isLayer = ({ piece }: Subject) => piece.kind === "layer";

/** The same forward, with something else for its way back. */
const backwardBy =
  (way: (right: Outputs, inputs: Inputs) => (dy: Tensor | number) => Gradients): Mistake =>
  (run) =>
  (inputs) => {
    const right = run(inputs);
    return { ...right, backward: way(right, inputs) };
  };

/** Writes into a tensor that belongs to somebody else. */
function spoil(x: Tensor): void {
  const values = bufferOf(x);
  for (let i = 0; i < values.length; i++) values[i] *= 0.5;
}

const everyGradient = (gradients: Gradients, change: (gradient: Tensor) => Tensor): Gradients =>
  Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, g === undefined ? g : change(g)]));

const sameShapes = (a: Tensor, b: Tensor) => a.shape.join() === b.shape.join();

/** A copy, since what a checker hands in may be changed or released after the call. */
const copied = (x: Tensor) => keep(rewritten(x, (value) => value));
const copiedInputs = (inputs: Inputs): Inputs => ({
  ...inputs,
  x: copied(inputs.x),
  params: Object.fromEntries(Object.entries(inputs.params).map(([name, own]) => [name, copied(own)])),
});

const meanSize = ({ data, size }: Tensor) =>
  Array.from(data).reduce((sum, value) => sum + Math.abs(value), 0) / size;

/** Output, loss and gradients times a factor. */
const byFactor =
  (run: Parameters<Mistake>[0], factorOf: (inputs: Inputs) => number): ReturnType<Mistake> =>
  (inputs) => {
    const right = run(inputs);
    const factor = factorOf(inputs);
    return {
      y: scale(right.y, factor),
      loss: right.loss * factor,
      backward: (dy) => everyGradient(right.backward(dy), (g) => scale(g, factor)),
    };
  };

const operators: readonly StateOperator[] = [
  {
    operator: "stale cache",
    how: "the first call's input forever",
    // a first call on NaN: Relu lets nothing of it through, and LeakyRelu everything
    codes: ["stale-cache", "zero-gradient", "hidden-state"],
    applies: readsInput,
    mistake: (run) => {
      let first: Inputs | undefined;
      return (inputs) => {
        if (first === undefined || !sameShapes(first.x, inputs.x)) first = copiedInputs(inputs);
        const { x } = first;
        return { ...run(inputs), backward: (dy) => run({ ...inputs, x }).backward(dy) };
      };
    },
  },
  {
    operator: "stale cache",
    how: "the latest call's input",
    codes: ["stale-cache"],
    applies: readsInput,
    mistake: (run) => {
      let latest: Inputs | undefined;
      return (inputs) => {
        latest = copiedInputs(inputs);
        return {
          ...run(inputs),
          backward(dy) {
            const x = latest !== undefined && sameShapes(latest.x, inputs.x) ? latest.x : inputs.x;
            return run({ ...inputs, x }).backward(dy);
          },
        };
      };
    },
  },
  {
    operator: "stale cache",
    how: "the first call's parameters",
    codes: ["stale-cache"],
    applies: ({ type }) => type === "Affine",
    mistake: (run) => {
      let first: Inputs | undefined;
      return (inputs) => {
        first ??= copiedInputs(inputs);
        const { params } = first;
        return { ...run(inputs), backward: (dy) => run({ ...inputs, params }).backward(dy) };
      };
    },
  },
  {
    operator: "stale cache",
    how: "the first call's dy",
    codes: ["stale-cache"],
    applies: isLayer,
    mistake: (run) => {
      let first: Tensor | undefined;
      return (inputs) => {
        const right = run(inputs);
        return {
          ...right,
          backward(dy) {
            if (first === undefined || !sameShapes(first, dy as Tensor)) first = copied(dy as Tensor);
            return right.backward(first);
          },
        };
      };
    },
  },
  {
    operator: "accumulates over calls",
    how: "each backward adds to the one before",
    codes: ["accumulation", "nondeterministic"],
    mistake: (run) => {
      const sums = new Map<string, Float64Array>();
      return (inputs) => {
        const right = run(inputs);
        const added = (name: string, g: Tensor) => {
          const before = sums.get(name);
          const sum = Float64Array.from(g.data, (v, i) => v + (before?.length === g.size ? before[i] : 0));
          sums.set(name, sum);
          return rewritten(g, (_, i) => sum[i]);
        };
        return {
          ...right,
          backward: (dy) =>
            Object.fromEntries(
              Object.entries(right.backward(dy)).map(([name, g]) => [
                name,
                g === undefined ? g : added(name, g),
              ]),
            ),
        };
      };
    },
  },
  {
    operator: "accumulates over calls",
    how: "a second backward of one forward gives twice as much",
    codes: ["accumulation", "nondeterministic"],
    mistake: backwardBy((right) => {
      let calls = 0;
      return (dy) => {
        calls++;
        return everyGradient(right.backward(dy), (g) => scale(g, calls));
      };
    }),
  },
  {
    operator: "mutated input",
    how: "forward writes into x",
    codes: ["mutated-input"],
    mistake: (run) => (inputs) => {
      const copy = copiedInputs(inputs);
      const right = run(copy);
      spoil(inputs.x);
      return right;
    },
  },
  {
    operator: "mutated input",
    how: "backward writes into x",
    codes: ["mutated-input"],
    mistake: backwardBy((right, { x }) => (dy) => {
      const gradients = everyGradient(right.backward(dy), copied);
      spoil(x);
      return gradients;
    }),
  },
  {
    operator: "mutated input",
    how: "backward writes into dy",
    codes: ["mutated-input"],
    applies: isLayer,
    mistake: backwardBy((right) => (dy) => {
      const gradients = everyGradient(right.backward(dy), copied);
      spoil(dy as Tensor);
      return gradients;
    }),
  },
  {
    operator: "mutated input",
    how: "forward writes into its parameters",
    codes: ["mutated-input"],
    applies: ({ type }) => type === "Affine",
    mistake: (run) => (inputs) => {
      const right = run(copiedInputs(inputs));
      for (const own of Object.values(inputs.params)) spoil(own);
      return right;
    },
  },
  {
    operator: "mutated input",
    how: "backward writes into y",
    codes: ["mutated-input"],
    applies: isLayer,
    mistake: (run) => (inputs) => {
      const right = run(inputs);
      const y = copied(right.y);
      return {
        ...right,
        y,
        backward(dy) {
          const gradients = right.backward(dy);
          spoil(y);
          return gradients;
        },
      };
    },
  },
  {
    operator: "nondeterminism",
    how: "backward shakes its gradients by 1e-4",
    codes: ["nondeterministic"],
    mistake: (run) => {
      const shake = drift();
      return (inputs) => {
        const right = run(inputs);
        return {
          ...right,
          backward: (dy) => everyGradient(right.backward(dy), (g) => scale(g, shake(1e-4))),
        };
      };
    },
  },
  {
    operator: "nondeterminism",
    how: "backward shakes its gradients by 1e-12",
    codes: ["nondeterministic"],
    mistake: (run) => {
      const shake = drift();
      return (inputs) => {
        const right = run(inputs);
        return {
          ...right,
          backward: (dy) => everyGradient(right.backward(dy), (g) => scale(g, shake(1e-12))),
        };
      };
    },
  },
  {
    operator: "nondeterminism",
    how: "forward shakes its output by 1e-4",
    codes: ["nondeterministic"],
    mistake: (run) => {
      const shake = drift();
      return (inputs) => {
        const right = run(inputs);
        const factor = shake(1e-4);
        return { ...right, y: scale(right.y, factor), loss: right.loss * factor };
      };
    },
  },
  {
    operator: "hidden state",
    how: "eval divides by a mean size that train keeps",
    codes: ["hidden-state"],
    applies: isLayer,
    mistake: (run) => {
      let running = 1;
      return byFactor(run, ({ x, ctx }) => {
        if (ctx?.mode === "train") running = 0.9 * running + 0.1 * meanSize(x);
        return ctx?.mode === "eval" ? 1 / running : 1;
      });
    },
  },
  {
    operator: "hidden state",
    how: "eval multiplies by the number of batches that train has seen",
    codes: ["hidden-state"],
    applies: isLayer,
    mistake: (run) => {
      let batches = 0;
      return byFactor(run, ({ ctx }) => {
        if (ctx?.mode === "train") batches++;
        return ctx?.mode === "eval" ? batches : 1;
      });
    },
  },
  {
    operator: "hidden state",
    how: "everything is divided by the mean size of the first batch",
    codes: ["hidden-state"],
    mistake: (run) => {
      let first: number | undefined;
      return byFactor(run, ({ x }) => {
        first ??= 1 / meanSize(x);
        return first;
      });
    },
  },
  {
    operator: "unregistered parameter",
    how: "forward reads a gain that init does not give",
    codes: ["unregistered-parameter"],
    applies: isLayer,
    mistake: (run) => (inputs) => {
      const right = run(inputs);
      const { gain } = inputs.params as Readonly<Record<string, Tensor | undefined>>;
      return gain === undefined ? right : { ...right, y: scale(right.y, gain.data[0] ?? 1) };
    },
  },
  {
    operator: "another path",
    how: "wrong where needsInputGradient is false",
    codes: ["another-path"],
    applies: ({ type }) => type === "Affine",
    mistake: backwardBy((right, { ctx }) => (dy) => {
      const gradients = right.backward(dy);
      return ctx?.needsInputGradient === false ? everyGradient(gradients, (g) => scale(g, 2)) : gradients;
    }),
  },
  {
    operator: "another path",
    how: "dloss ignored",
    codes: ["nonlinear"],
    applies: ({ piece }) => piece.kind === "loss",
    mistake: backwardBy((right) => () => right.backward(1)),
  },
  {
    operator: "rows depend on each other",
    how: "half of the next row's output is added, backward does not know",
    codes: ["row-dependence"],
    applies: isLayer,
    mistake: (run) => (inputs) => {
      const right = run(inputs);
      const { data, size } = right.y;
      const columns = size / (inputs.x.shape[0] ?? 1);
      return { ...right, y: rewritten(right.y, (value, i) => value + data[(i + columns) % size] / 2) };
    },
  },
];

/** Factors near 1 that are never the same twice; the same ones in each run. */
function drift(): (size: number) => number {
  let calls = 0;
  return (size) => {
    calls++;
    return 1 + size * Math.sin(calls);
  };
}

/** Every operator on a layer or loss. */
export function stateMutants(subject: Subject): readonly Mutant[] {
  return operators
    .filter(({ applies }) => applies?.(subject) ?? true)
    .map(({ operator, how, codes, mistake }) => ({ operator, subject, what: how, codes, mistake }));
}
