import type { ReadonlyFloats } from "../dtype.js";
import type { SoftmaxLayout } from "../engine.js";
import { RetrogradError } from "../errors.js";
import { formatShape } from "../shape.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkClasses } from "./class-targets.js";
import { checkMatrix, checkOperands } from "./operands.js";

/** Softmax of each row: `y_j = exp(x_j) / sum over k of exp(x_k)`. Subtracts the row's maximum first.
 *  x: [batch, classes] -> y: [batch, classes] */
export function softmax(x: Tensor): Tensor {
  const [, classes] = checkMatrix("softmax", x);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.softmax.softmaxRows(bufferOf(y), bufferOf(x), classes);
  return y;
}

/** Mean cross entropy, and the probabilities that it was computed from. */
export interface SoftmaxCrossEntropy {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** y: [batch, classes] */
  readonly y: Tensor;
}

/** Softmax with cross entropy: `loss = -1/batch sum over rows and classes of t_j log y_j`, in nats.
 *  x: [batch, classes] logits of any size, t: [batch] class indices or [batch, classes] weights (one-hot or soft)
 *  @throws RetrogradError E_SHAPE when t has neither form, E_TARGET for an index out of range or a negative weight */
export function softmaxCrossEntropy(x: Tensor, t: Tensor): SoftmaxCrossEntropy {
  const layout = checkTargets(x, t);
  const y = newTensor(x.engine, x.dtype, x.shape);
  const batch = y.size / layout.classes;
  const total = x.engine.kernels.softmaxCrossEntropy(bufferOf(y), bufferOf(x), bufferOf(t), layout);
  return { loss: total / batch, y };
}

/** Gradient of softmaxCrossEntropy with respect to its logits: `dx = (sum(t) y - t) dloss / batch`, which is
 *  `(y - t) / batch` for targets that sum to 1. y: [batch, classes] probabilities, t: as for softmaxCrossEntropy -> dx: [batch, classes]
 *  @throws RetrogradError as softmaxCrossEntropy */
export function softmaxCrossEntropyGradient(y: Tensor, t: Tensor, dloss = 1): Tensor {
  const layout = checkTargets(y, t);
  const dx = newTensor(y.engine, y.dtype, y.shape);
  const factor = (dloss * layout.classes) / y.size;
  y.engine.kernels.softmaxCrossEntropyGradient(bufferOf(dx), bufferOf(y), bufferOf(t), {
    classes: layout.classes,
    targets: layout.targets,
    factor,
  });
  return dx;
}

function checkTargets(x: Tensor, t: Tensor): SoftmaxLayout {
  const operation = "softmaxCrossEntropy";
  checkOperands(operation, x, t);
  const [batch, classes] = checkMatrix(operation, x);
  if (batch === 0 || classes === 0) {
    throw new RetrogradError("E_SHAPE", `${operation}: x ${formatShape(x.shape)} has no elements`);
  }
  const [rows, columns] = t.shape;
  const values = bufferOf(t);
  if (t.shape.length === 1 && rows === batch) {
    checkClasses(operation, values, classes);
    return { classes, targets: "indices" };
  }
  if (t.shape.length === 2 && rows === batch && columns === classes) {
    const wrong = findWrongWeight(values);
    if (wrong >= 0) {
      const element = `t[${Math.floor(wrong / classes)}, ${wrong % classes}]`;
      throw new RetrogradError(
        "E_TARGET",
        `${operation}: ${element} must be a weight >= 0, got ${values[wrong]}`,
      );
    }
    return { classes, targets: "weights" };
  }
  throw new RetrogradError(
    "E_SHAPE",
    `${operation}: x ${formatShape(x.shape)} needs t [${batch}] (class indices) or [${batch}, ${classes}] (weights), got ${formatShape(t.shape)}`,
  );
}

// A plain loop: `findIndex` with a function allocates an object per number, a tenth of the garbage of a small step.

/** Position of the first number that is not a weight; -1 when there is none. */
function findWrongWeight(values: ReadonlyFloats): number {
  for (let i = 0; i < values.length; i++) if (!(values[i] >= 0 && values[i] < Infinity)) return i;
  return -1;
}
