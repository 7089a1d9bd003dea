import type { Shape, Tensor } from "@retrograd/core";

/** Parameters of a recurrent layer with G gates: Wx [in, G units], Wh [units, G units], b [G units]. */
export type RecurrentParams = { readonly Wx: Tensor; readonly Wh: Tensor; readonly b: Tensor };

/** What goes from step to step, each [batch, units]: h, and c in an LSTM. */
export interface CellState {
  readonly h: Tensor;
  readonly c?: Tensor;
}

/** One step, and its backward function. */
export interface CellStep {
  readonly next: CellState;
  /** next: the gradient of the state after the step; an absent c is 0
   *  -> the gradient of z, [batch, G units], that of the state before, and what `Cell.gradients` needs of each step */
  backward(next: CellState): {
    readonly dz: Tensor;
    readonly previous: CellState;
    readonly saved: readonly Tensor[];
  };
}

/** The tensors of all steps, step after step. */
export interface AllSteps {
  /** The h before each step: [time batch, units] */
  readonly h: Tensor;
  /** [time batch, G units] */
  readonly dz: Tensor;
  /** In the order in which `backward` returned them. */
  readonly saved: readonly Tensor[];
}

/** What one step computes with the parameters of a layer, after the product with its input. P: the parameters */
export interface Cell<P> {
  /** z: the step's rows of x Wx + b, [batch, G units] */
  step(z: Tensor, from: CellState): CellStep;
  /** All gradients, from those of Wx and b. */
  gradients(steps: AllSteps, input: Pick<RecurrentParams, "Wx" | "b">): P;
}

/** What distinguishes one recurrent layer from another. P: its parameters */
export interface CellKind<P extends RecurrentParams> {
  readonly type: string;
  /** Columns of Wx, Wh and b for each unit: G. */
  readonly gates: number;
  /** Whether the state has c. */
  readonly hasC: boolean;
  readonly paramShapes: Readonly<Record<keyof P & string, Shape>>;
  /** The initial parameters, from Wx and Wh as drawn and b of zeros. */
  init(drawn: RecurrentParams): P;
  cell(params: P): Cell<P>;
}

/** Shapes of the parameters that every recurrent layer has. */
export function sharedShapes(inputs: number, units: number, gates: number) {
  return { Wx: [inputs, gates * units], Wh: [units, gates * units], b: [gates * units] };
}
