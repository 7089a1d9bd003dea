import { argumentError } from "./argument.js";
import { checkDType, type DType, type FloatArray, type ReadonlyFloats } from "./dtype.js";
import type { Engine, Lifetime, Storage } from "./engine.js";
import { referenceEngine } from "./engines/reference/engine.js";
import { RetrogradError } from "./errors.js";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.js";
import { showNumbers } from "./show-numbers.js";

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

  /** The elements, row-major and read-only. Read `data` again after other operations: memory may move.
   *  @throws RetrogradError E_TENSOR_RELEASED once the tensor's scope has ended */
  get data(): ReadonlyFloats {
    return this.storage.array();
  }

  /** Shape and number type: "Tensor f32 [2, 3]". */
  toString(): string {
    return `Tensor ${this.dtype} ${formatShape(this.shape)}`;
  }

  /** What `console.log` shows in Node, Bun and Deno: shape, number type and numbers. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#show();
  }

  [Symbol.for("Deno.customInspect")](): string {
    return this.#show();
  }

  #show(): string {
    try {
      const numbers = showNumbers(this.shape, this.data);
      return `${this}${numbers.includes("\n") ? "\n" : " "}${numbers}`;
    } catch (error) {
      // somebody may print tensors to find the one that was released
      if (error instanceof RetrogradError) return `${this} (released)`;
      throw error;
    }
  }
}

/** Checks that an argument of an operation is a tensor.
 *  @throws RetrogradError E_ARGUMENT with the operation, the argument and its value */
export function requireTensor(who: string, name: string, x: unknown): asserts x is Tensor {
  // a tensor of another copy of this package has the same form
  if (x instanceof Tensor || (typeof x === "object" && x !== null && "storage" in x && "engine" in x)) return;
  const expected =
    typeof x === "number"
      ? "a tensor; with a number use scale(x, factor) or map(x, f)"
      : "a tensor, such as tensor([1, 2], [2])";
  throw argumentError(who, name, expected, x);
}

/** Options of a new tensor. */
export interface TensorOptions {
  /** Number type; default "f32". */
  readonly dtype?: DType;
  /** Engine that the tensor belongs to; default: the reference engine. */
  readonly engine?: Engine;
}

/** A tensor of a shape with a copy of `values`, row-major.
 *  @throws RetrogradError E_SHAPE when the number of values is not the shape's size */
export function tensor(values: ArrayLike<number>, shape: Shape, options: TensorOptions = {}): Tensor {
  checkShape("tensor", shape);
  requireOptions("tensor", options);
  requireNumbers(values);
  if (values.length !== sizeOf(shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `tensor: shape ${formatShape(shape)} needs ${sizeOf(shape)} values, got ${values.length}`,
    );
  }
  const source = beforeAllocation(values);
  // a copy of the shape, so that nobody can change it from outside
  const x = newTensor(options.engine ?? referenceEngine, options.dtype ?? "f32", [...shape]);
  bufferOf(x).set(source);
  return x;
}

/** The same values. `data` of a tensor is a view of its engine's memory, which is empty once that memory has grown: such a part of
 *  a larger buffer is copied. */
function beforeAllocation(values: ArrayLike<number>): ArrayLike<number> {
  const isArray = values instanceof Float32Array || values instanceof Float64Array;
  return isArray && values.byteLength < values.buffer.byteLength ? values.slice() : values;
}

function requireOptions(who: string, options: TensorOptions): void {
  if (typeof options !== "object" || options === null)
    throw argumentError(who, "options", 'an object such as { dtype: "f64" }', options);
  checkDType(who, options.dtype ?? "f32");
}

/** Checks every value of an array; a typed array of numbers holds nothing else. */
function requireNumbers(values: unknown): void {
  const isBuffer = ArrayBuffer.isView(values) && !(values instanceof DataView);
  if (isBuffer && !(values instanceof BigInt64Array || values instanceof BigUint64Array)) return;
  if (typeof values !== "object" || values === null || !("length" in values) || isBuffer)
    throw argumentError("tensor", "values", "a flat list of numbers, such as [1, 2]", values);
  const list = values as ArrayLike<unknown>;
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] !== "number")
      throw argumentError(
        "tensor",
        `values[${i}]`,
        "a number; values are one flat list, row after row",
        list[i],
      );
  }
}

/** A tensor of zeros. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  checkShape("zeros", shape);
  requireOptions("zeros", options);
  const x = newTensor(options.engine ?? referenceEngine, options.dtype ?? "f32", [...shape]);
  bufferOf(x).fill(0);
  return x;
}

/** A tensor with the elements of `x` in another shape of the same size; shares x's memory and lifetime.
 *  @throws RetrogradError E_SHAPE when the sizes differ */
export function reshape(x: Tensor, shape: Shape): Tensor {
  requireTensor("reshape", "x", x);
  checkShape("reshape", shape);
  if (sizeOf(shape) !== x.size) {
    throw new RetrogradError(
      "E_SHAPE",
      `reshape: ${formatShape(x.shape)} has ${x.size} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
    );
  }
  return new Tensor(x.engine, x.dtype, [...shape], x.storage);
}

/** A tensor with uninitialized elements and an unchecked shape. For operations, not for users. */
export function newTensor(engine: Engine, dtype: DType, shape: Shape, lifetime: Lifetime = "scope"): Tensor {
  return new Tensor(engine, dtype, shape, engine.allocate(dtype, sizeOf(shape), lifetime));
}

/** The writable flat buffer of a tensor. For kernels, optimizers and loaders of parameters; all other code reads `data`.
 *  @throws RetrogradError E_TENSOR_RELEASED once the tensor's scope has ended */
export function bufferOf(x: Tensor): FloatArray {
  return x.storage.array();
}
