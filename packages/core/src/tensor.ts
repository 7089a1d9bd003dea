import { checkDType, type DType, type FloatArray, type ReadonlyFloats } from "./dtype.js";
import type { Engine, Lifetime, Storage } from "./engine.js";
import { referenceEngine } from "./engines/reference/engine.js";
import { RetrogradError } from "./errors.js";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.js";

/** A row-major, contiguous array of numbers that belongs to an engine. Immutable to its users:
 *  operations return new tensors, and only optimizers write into parameters. */
export class Tensor {
  readonly engine: Engine;
  readonly dtype: DType;
  readonly shape: Shape;
  /** The engine's memory; `data` is the view for readers. */
  readonly storage: Storage;

  constructor(engine: Engine, dtype: DType, shape: Shape, storage: Storage) {
    this.engine = engine;
    this.dtype = dtype;
    this.shape = shape;
    this.storage = storage;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The elements, row-major, to be read only. Ask anew after other operations: memory may move.
   *  @throws RetrogradError E_TENSOR_RELEASED once the tensor's scope has ended */
  get data(): ReadonlyFloats {
    return this.storage.array();
  }
}

/** Where and how a new tensor is made. */
export interface TensorOptions {
  /** Number type; "f32" unless told. */
  readonly dtype?: DType;
  /** Engine it belongs to; the reference engine unless told. */
  readonly engine?: Engine;
}

/** A tensor of the given shape holding a copy of `values`, row-major.
 *  @throws RetrogradError E_SHAPE when the number of values is not the shape's size */
export function tensor(values: ArrayLike<number>, shape: Shape, options: TensorOptions = {}): Tensor {
  checkShape("tensor", shape);
  checkDType("tensor", options.dtype ?? "f32");
  if (values.length !== sizeOf(shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `tensor: shape ${formatShape(shape)} needs ${sizeOf(shape)} values, got ${values.length}`,
    );
  }
  // a copy of the shape, so that nobody can change it from outside
  const made = newTensor(options.engine ?? referenceEngine, options.dtype ?? "f32", [...shape]);
  bufferOf(made).set(values);
  return made;
}

/** A tensor of zeros. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  checkShape("zeros", shape);
  checkDType("zeros", options.dtype ?? "f32");
  const made = newTensor(options.engine ?? referenceEngine, options.dtype ?? "f32", [...shape]);
  bufferOf(made).fill(0);
  return made;
}

/** A tensor with the elements of `x` in another shape of the same size; shares x's memory and lifetime.
 *  @throws RetrogradError E_SHAPE when the sizes differ */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkShape("reshape", shape);
  if (sizeOf(shape) !== x.size) {
    throw new RetrogradError(
      "E_SHAPE",
      `reshape: ${formatShape(x.shape)} has ${x.size} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
    );
  }
  return new Tensor(x.engine, x.dtype, [...shape], x.storage);
}

/** A tensor in an engine's memory, its elements still to be written; the shape is trusted. For operations, not for users. */
export function newTensor(engine: Engine, dtype: DType, shape: Shape, lifetime: Lifetime = "scope"): Tensor {
  return new Tensor(engine, dtype, shape, engine.allocate(dtype, sizeOf(shape), lifetime));
}

/** The flat buffer behind a tensor, writable. For kernels, optimizers and loaders of parameters; everyone else reads `data`.
 *  @throws RetrogradError E_TENSOR_RELEASED once the tensor's scope has ended */
export function bufferOf(x: Tensor): FloatArray {
  return x.storage.array();
}
