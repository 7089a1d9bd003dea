import type { DType, Engine, Shape } from "@retrograd/core";
import type { Entry, Joint, Layer, Loss, Params } from "@retrograd/plugin";
import type { InputSpec } from "./input-spec.js";

/** A network as data: its input or its inputs by name, each a shape of one sample or a shape and a number of indices, then the
 *  layers in order, ending with the loss. */
export interface Model {
  /** The only input. Default: `inputs`. */
  readonly input?: Shape | InputSpec;
  /** Several inputs by name. Default: `input`. */
  readonly inputs?: Readonly<Record<string, Shape | InputSpec>>;
  readonly layers: readonly Entry[];
}

/** A layer of a network. */
export interface NetworkLayer {
  /** Its name within the network: `Affine1`, or the id of its entry. */
  readonly id: string;
  /** The layer. For a joint, the same as a layer of one input, see `jointAsLayer`. */
  readonly layer: Layer;
  /** The layer of several inputs. Default: it has one input. */
  readonly joint?: Joint;
  /** Positions of what it reads, in order: indices of earlier layers, or -1 - k for input k of the network. Default: the layer before. */
  readonly from?: readonly number[];
  /** Position of the input whose padding masks what it reads. Default: the mask that its sources have, if any. */
  readonly mask?: number;
  /** The parameters that it shares, by name: each is that of an earlier layer. Default: none. */
  readonly tied?: Readonly<Record<string, ParameterPlace>>;
  /** Its options with their defaults, for the record of a run. */
  readonly options: unknown;
}

/** The one true name of a parameter: id of its layer, and its name in it. */
export interface ParameterPlace {
  readonly id: string;
  readonly name: string;
}

/** What can have parameters: a layer, or a loss, of which this is the part that parameters need. */
export interface ParameterOwner {
  readonly id: string;
  readonly layer: Pick<Layer, "paramShapes" | "init" | "state">;
}

/** The loss of a network: its last entry. */
export interface NetworkLoss {
  readonly id: string;
  readonly loss: Loss;
  /** The position that it reads, as of a layer. Default: the last layer. */
  readonly from?: readonly number[];
  /** The same as of a layer. */
  readonly mask?: number;
  readonly options: unknown;
}

/** A network with exactly one layer per entry of its model, in the same order. A layer reads only what stands before it. Plain data: functions of this package run it. */
export interface Network {
  /** Shape of one sample, without the batch axis. With `inputs`, it is [n]: the numbers of all inputs in one row, in order. */
  readonly input: Shape;
  /** Several inputs by name. Default: one, called "input". */
  readonly inputs?: Readonly<Record<string, InputSpec>>;
  /** The only input holds whole numbers from 0 to `indices` - 1. Default: it holds values. */
  readonly indices?: number;
  /** The number of the only input that stands for padding. Default: no step is padding. */
  readonly padding?: number;
  readonly engine: Engine;
  readonly dtype: DType;
  readonly layers: readonly NetworkLayer[];
  readonly loss: NetworkLoss;
}

/** Parameters of a network by layer id and name: `params.Affine1.W`. Gradients have the same structure. A tied parameter stands
 *  only in the layer that it is tied to. */
export type NetworkParams = Readonly<Record<string, Params>>;
