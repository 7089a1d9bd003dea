import type { DType, Engine, Shape } from "@retrograd/core";
import type { Layer, Loss, Params } from "@retrograd/plugin";

/** A layer in its place. */
export interface NetworkLayer {
  /** Its name within the network: `Affine1`, or the entry's own id. */
  readonly id: string;
  readonly layer: Layer;
  /** Options with their defaults, for the record. */
  readonly options: unknown;
}

/** The loss in its place: the last entry. */
export interface NetworkLoss {
  readonly id: string;
  readonly loss: Loss;
  readonly options: unknown;
}

/** An ordered network, one layer for each entry of its model and no others. Plain data: functions of this package run it. */
export interface Network {
  /** Shape of one sample, without the batch axis. */
  readonly input: Shape;
  readonly engine: Engine;
  readonly dtype: DType;
  readonly layers: readonly NetworkLayer[];
  readonly loss: NetworkLoss;
}

/** Parameters of a network by layer id and name: `params.Affine1.W`. Gradients have the same form. */
export type NetworkParams = Readonly<Record<string, Params>>;
