import type { DType, Engine, Rng, Shape, Tensor } from "@retrograd/core";
import type { Definition, Entry } from "./definition.js";
import type { Initializer } from "./initializer.js";

/** Parameters of a layer by name: `{ W, b }`, `{}` for Relu. Gradients have the same names and shapes. */
export type Params = Readonly<Record<string, Tensor>>;

/** What a layer is built for. */
export interface BuildContext {
  readonly engine: Engine;
  readonly dtype: DType;
  /** The registered initializer that an option names: `ctx.initializer(options.init)`. */
  initializer(entry: Entry): Initializer;
}

/** What a layer may know while it computes. */
export interface ForwardContext {
  readonly mode: "train" | "eval";
  /** The layer's own random stream for this step. */
  readonly rng: Rng;
  /** False for the first layer in training: backward may then leave out `dx`. */
  readonly needsInputGradient: boolean;
}

/** Output of a layer, and the way back through it. */
export interface Forward<P extends Params = Params> {
  /** y: [batch, ...outShape] */
  readonly y: Tensor;
  /** Gradients of a scalar by the layer's input and parameters, given dy, the scalar's gradient by y: [batch, ...outShape].
   *  A pure function: it may be called any number of times. `dx` may be absent when `needsInputGradient` is false. */
  backward(dy: Tensor): { readonly dx?: Tensor; readonly grads: P };
}

/** Which side of each kink an input falls on, one number a decision: Relu's mask, a pool's argmax. */
export type Signature = ArrayLike<number>;

/** How the units of a layer stop learning. A unit is one element of a sample's output. */
export interface UnitActivity {
  /** What a unit is called that is active for no sample: "dead" for Relu, "saturated" for Sigmoid. */
  readonly inactive: string;
  /** y: [batch, ...outShape] -> a number for each of its elements, 0 where next to no gradient passes */
  activeIn(y: Tensor): Signature;
}

/** A stateless layer: parameters come in as an argument, the way back is a closure that forward returns. */
export interface Layer<P extends Params = Params> {
  readonly type: string;
  /** Without the batch axis. */
  readonly outShape: Shape;
  /** Shapes of the parameters by name; {} for Relu. `init` returns exactly these. */
  readonly paramShapes: Readonly<Record<keyof P & string, Shape>>;
  /** Multiply-adds of one forward for one sample, for estimates of cost; 0 unless told. */
  readonly multiplyAdds?: number;
  /** True where a row of the output depends on other rows of the input, as in a normalisation over the batch. */
  readonly mixesRows?: boolean;
  /** First parameters, drawn from rng. */
  init(rng: Rng): P;
  /** x: [batch, ...inShape] -> y: [batch, ...outShape] */
  forward(params: P, x: Tensor, ctx: ForwardContext): Forward<P>;
  /** For layers that are not smooth everywhere: the side of each kink, so that a gradient check never straddles one. */
  branches?(params: P, x: Tensor): Signature;
  /** For layers whose units can stop passing gradients on, so that training can count those that did. */
  readonly units?: UnitActivity;
}

/** One way of using a layer or a loss that must work: what `retrograd plugins check` proves. */
export interface LayerExample {
  /** Options as a spec gives them; none unless told. */
  readonly options?: unknown;
  /** Shape of one input, without the batch axis. */
  readonly input: Shape;
  /** What the layer must make of it, without the batch axis; not checked unless told. */
  readonly output?: Shape;
}

/** What a package registers to add a layer. */
export interface LayerDefinition<Options = unknown> extends Definition<Options> {
  /** Ways of using the layer by which it is proved; usual shapes with default options unless told. */
  readonly examples?: readonly LayerExample[];
  /** Builds the layer for inputs of `inShape`, which excludes the batch axis.
   *  @throws RetrogradError E_SHAPE when the layer cannot take `inShape` */
  create(options: Options, inShape: Shape, ctx: BuildContext): Layer;
}
