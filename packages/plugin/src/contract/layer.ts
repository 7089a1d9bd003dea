import type { DType, Engine, Rng, Shape, Tensor } from "@retrograd/core";
import type { Definition, Entry } from "./definition.js";
import type { GraphExample, LayerGraph, LayerLeaves } from "./graph.js";
import type { Initializer } from "./initializer.js";

/** Parameters of a layer by name: `{ W, b }`, `{}` for Relu. Gradients have the same names and shapes. */
export type Params = Readonly<Record<string, Tensor>>;

/** A tensor that a layer keeps from step to step and that is not learned, such as a running mean. */
export interface StateSpec {
  /** Its shape. With `perRow`, without the batch axis. */
  readonly shape: Shape;
  /** The initial value of each element. */
  readonly first: number;
  /** Whether each row of the batch has its own, such as the last hidden state of a recurrent layer. `forward` then receives
   *  [batch, ...shape]: what it returned for the same row of the batch before, or `first` where no batch came before. It returns
   *  [batch, ...shape] in both modes. No gradient flows through it from batch to batch. Training needs `sampling: streams`,
   *  which continues the rows; every epoch and every evaluation starts with `first`. Not part of models. Default: false. */
  readonly perRow?: boolean;
}

/** The engine and number type that a layer is built for. */
export interface BuildContext {
  readonly engine: Engine;
  readonly dtype: DType;
  /** The registered initializer that an option names: `ctx.initializer(options.init)`. */
  initializer(entry: Entry): Initializer;
}

/** What the numbers of an input are: values, or whole numbers from 0 to `indices` - 1, which have no gradient. */
export type InputKind = "values" | { readonly indices: number };

/** What a layer can use during a forward pass. */
export interface ForwardContext {
  readonly mode: "train" | "eval";
  /** The layer's own random stream for this step. */
  readonly rng: Rng;
  /** False where nothing before the layer is learned, as for the first layer in training: backward may then omit `dx`. */
  readonly needsInputGradient: boolean;
  /** False for a frozen layer, whose parameters are not updated: backward may then return `{}` as `grads`. Default: true. */
  readonly needsParamGradients?: boolean;
  /** [batch, time]: 1 where a step counts, 0 where it is padding. Only for a layer that declares `mask`; absent where all steps
   *  count. */
  readonly mask?: Tensor | undefined;
}

/** Output of a layer, and its backward function. */
export interface Forward<P extends Params = Params> {
  /** y: [batch, ...outShape] */
  readonly y: Tensor;
  /** The next state, all of it, in new tensors; in mode "eval" only that of `perRow`. Absent where nothing changes. */
  readonly state?: Params;
  /** The side of each kink that this forward pass has taken. Use it in the place of `Layer.branches` where forward has computed
   *  the sides already, or where they depend on `ctx`. */
  branches?(): Signature;
  /** Gradients of a scalar with respect to the layer's input and parameters, from dy, its gradient with respect to y:
   *  [batch, ...outShape]. A pure function: it may be called any number of times. It may omit `dx` when
   *  `needsInputGradient` is false. */
  backward(dy: Tensor): { readonly dx?: Tensor; readonly grads: P };
}

/** The side of each kink on which an input falls, one number per decision: Relu's mask, a pool's argmax. */
export type Signature = ArrayLike<number>;

/** How the units of a layer stop learning. A unit is one element of a sample's output. */
export interface UnitActivity {
  /** The term for a unit that is active for no sample: "dead" for Relu, "saturated" for Sigmoid. */
  readonly inactive: string;
  /** y: [batch, ...outShape] -> one number per element, 0 where almost no gradient passes */
  activeIn(y: Tensor): Signature;
}

/** A layer as plain functions: `forward` takes the parameters and the state as an argument, and returns a backward closure and
 *  the next state. P: its parameters, S: its state. */
export interface Layer<P extends Params = Params, S extends Params = Record<never, Tensor>> {
  readonly type: string;
  /** Shape of the output, without the batch axis. */
  readonly outShape: Shape;
  /** Shapes of the parameters by name; {} for Relu. `init` returns exactly these. */
  readonly paramShapes: Readonly<Record<keyof P & string, Shape>>;
  /** Tensors that the layer keeps from step to step and that are not learned, by names that no parameter has. `forward` receives
   *  them with the parameters and returns the next ones; training stores them. Default: none.
   *  A recurrent layer with `state: { h: { shape: [units], first: 0, perRow: true } }` finds `params.h`, [batch, units], and
   *  returns `{ y, state: { h: lastH }, backward }`, also in mode "eval". */
  readonly state?: Readonly<Record<string, StateSpec>>;
  /** What x holds. A layer of indices, such as an embedding, needs no `dx`; it is drawn indices in checks. Default: "values". */
  readonly takes?: InputKind;
  /** What the layer does where some steps of x, its axis after the batch, are padding. "keeps": each step of the output depends
   *  on that step alone, as of an elementwise layer or a map of the last axis. "reads": it uses `ctx.mask`, and its output has the
   *  same steps. "ends": it uses `ctx.mask`, and its output has no steps. Default: it cannot take padded inputs. */
  readonly mask?: "keeps" | "reads" | "ends";
  /** Multiply-adds of one forward pass for one sample, for cost estimates. Default: 0. */
  readonly multiplyAdds?: number;
  /** True if a row of the output depends on other rows of the input, as in batch normalization. Default: false. */
  readonly mixesRows?: boolean;
  /** Initial parameters, drawn from rng. */
  init(rng: Rng): P;
  /** x: [batch, ...inShape] -> y: [batch, ...outShape] */
  forward(params: P & S, x: Tensor, ctx: ForwardContext): Forward<P>;
  /** For layers that are not smooth everywhere: the side of each kink, so that no finite difference of a gradient check
   *  crosses one. */
  branches?(params: P & S, x: Tensor): Signature;
  /** For layers with units that can stop passing gradients, so that training can count the inactive ones. */
  readonly units?: UnitActivity;
  /** The forward pass in training as an expression over elementary nodes, for drawings and as a second proof of forward and
   *  backward. Only for layers that draw no random numbers. Default: none. */
  graph?(leaves: LayerLeaves<P>): LayerGraph<P>;
}

/** A use of a layer or a loss that must work. `retrograd plugins check` proves each example. */
export interface LayerExample {
  /** Options as an experiment writes them. Default: {}. */
  readonly options?: unknown;
  /** Shape of one input, without the batch axis. */
  readonly input: Shape;
  /** Expected shape of the output, without the batch axis. Default: not checked. */
  readonly output?: Shape;
}

/** What a package registers to add a layer. */
export interface LayerDefinition<Options = unknown> extends Definition<Options> {
  /** The uses to prove. Default: common shapes with default options. */
  readonly examples?: readonly LayerExample[];
  /** The numbers with which `retrograd explain` draws the graph. Default: small round numbers. */
  readonly graphExample?: GraphExample;
  /** Builds the layer for inputs of `inShape`, which excludes the batch axis.
   *  @throws RetrogradError E_SHAPE when the layer does not accept `inShape` */
  create(options: Options, inShape: Shape, ctx: BuildContext): Layer;
}
