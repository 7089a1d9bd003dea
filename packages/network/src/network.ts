import type { DType, Engine, Shape } from "@retrograd/core";
import type { Layer, Loss, Params } from "@retrograd/plugin";

/** A layer of a network. */
export interface NetworkLayer {
  /** Its name within the network: `Affine1`, or the id of its entry. */
  readonly id: string;
  readonly layer: Layer;
  /** Its options with their defaults, for the record of a run. */
  readonly options: unknown;
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
  readonly options: unknown;
}

/** An ordered network with exactly one layer per entry of its model. Plain data: functions of this package run it. */
export interface Network {
  /** Shape of one sample, without the batch axis. */
  readonly input: Shape;
  /** The input holds whole numbers from 0 to `indices` - 1. Default: it holds values. */
  readonly indices?: number;
  /** The number of the input that stands for padding. Default: no step is padding. */
  readonly padding?: number;
  readonly engine: Engine;
  readonly dtype: DType;
  readonly layers: readonly NetworkLayer[];
  readonly loss: NetworkLoss;
}

/** Parameters of a network by layer id and name: `params.Affine1.W`. Gradients have the same structure. */
export type NetworkParams = Readonly<Record<string, Params>>;
