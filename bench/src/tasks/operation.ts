import {
  add,
  addRow,
  exp,
  matmul,
  multiply,
  relu,
  scope,
  sigmoid,
  sumRows,
  type Tensor,
  tanh,
  tensor,
} from "@retrograd/core";
import { openEngine } from "../engines.js";
import { filled } from "./filled.js";
import type { Work } from "./serve.js";
import type { OperationName, Task } from "./task.js";

interface Operands {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly row: Tensor;
}

const operations: Readonly<Record<OperationName, (operands: Operands) => Tensor>> = {
  add: ({ a, b }) => add(a, b),
  multiply: ({ a, b }) => multiply(a, b),
  relu: ({ a }) => relu(a),
  exp: ({ a }) => exp(a),
  tanh: ({ a }) => tanh(a),
  sigmoid: ({ a }) => sigmoid(a),
  addRow: ({ a, row }) => addRow(a, row),
  sumRows: ({ a }) => sumRows(a),
};

/** As many operations as a training step has, about; one of large tensors, so that the next finds its memory in cache. */
const operationsInScope = (rows: number, columns: number): number => (rows * columns < 1000 ? 50 : 1);

/** One public operation, again and again. */
export function operation({
  engine: choice,
  operation: name,
  shape,
}: Extract<Task, { kind: "operation" }>): Work {
  const engine = openEngine(choice);
  const [rows, columns] = shape;
  const [a, b] = [0, 1].map(() => tensor(filled(rows * columns), shape, { engine }));
  const row = tensor(filled(columns), [columns], { engine });
  const compute = operations[name];
  return {
    description: engine.description,
    run: inScopes(engine, () => compute({ a, b, row }), operationsInScope(rows, columns)),
  };
}

/** One square product, again and again, by the public operation. */
export function product({ engine: choice, size }: Extract<Task, { kind: "product" }>): Work {
  const engine = openEngine(choice);
  const [a, b] = [0, 1].map(() => tensor(filled(size * size), [size, size], { engine }));
  return { description: engine.description, run: inScopes(engine, () => matmul(a, b), 1) };
}

/** Runs an operation in scopes of at most `most` operations, as training steps do. */
export function inScopes(engine: Tensor["engine"], compute: () => unknown, most: number) {
  return (count: number): void => {
    for (let done = 0; done < count; done += most) {
      const now = Math.min(most, count - done);
      scope(engine, () => {
        for (let i = 0; i < now; i++) compute();
      });
    }
  };
}
