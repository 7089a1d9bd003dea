import type { EngineChoice } from "../engines.js";

/** A network of Affine and Relu under SoftmaxWithLoss, and how it is trained. */
export interface TrainingSetting {
  /** Inputs, units of each Affine; the last are the classes. */
  readonly widths: readonly number[];
  readonly batch: number;
  /** Rows of bytes to draw minibatches from. */
  readonly samples: number;
  readonly lr: number;
}

/** A network of Affine and Relu under SoftmaxWithLoss, whose gradients are checked. */
export interface CheckSetting {
  /** Inputs, units of each Affine; the last are the classes. */
  readonly widths: readonly number[];
  readonly batch: number;
}

/** Names of the operations that are measured one by one. */
export type OperationName = "add" | "multiply" | "relu" | "exp" | "tanh" | "sigmoid" | "addRow" | "sumRows";

/** What a child process of ours is asked to do. */
export type Task =
  | {
      readonly kind: "training";
      readonly engine: EngineChoice;
      readonly setting: TrainingSetting;
      /** Standard deviation of the last layer's weights: so small that gradients below it are subnormal. Default: He's. */
      readonly lastStd?: number;
    }
  | { readonly kind: "limit"; readonly threads: number; readonly setting: TrainingSetting }
  | { readonly kind: "product"; readonly engine: EngineChoice; readonly size: number }
  | { readonly kind: "blasProduct"; readonly threads: number; readonly size: number }
  | {
      readonly kind: "operation";
      readonly engine: EngineChoice;
      readonly operation: OperationName;
      /** Of the operand. */
      readonly shape: readonly [number, number];
    }
  | {
      readonly kind: "layerOperation";
      readonly engine: EngineChoice;
      /** Its name in `layerOperations`. */
      readonly operation: string;
    }
  | { readonly kind: "gradcheck"; readonly mode: "fast" | "exhaustive"; readonly setting: CheckSetting }
  | { readonly kind: "forecast"; readonly setting: CheckSetting; readonly budget: number }
  | {
      readonly kind: "run";
      readonly engine: "blas" | "portable";
      /** Settings over an experiment that keeps nothing: "train.log.every=100". */
      readonly set: readonly string[];
      /** Default: images in memory. */
      readonly data?: "table" | "streamed table";
    }
  | {
      readonly kind: "cycles";
      readonly engine: "blas" | "portable";
      /** What a run does every `cycle` steps. */
      readonly set: readonly string[];
      readonly rounds: number;
      /** About how long a round takes. */
      readonly seconds: number;
    }
  | { readonly kind: "table"; readonly path: string; readonly by: "csv-parse" | "retrograd" }
  | {
      readonly kind: "guard";
      readonly engine: EngineChoice;
      readonly setting: TrainingSetting;
      readonly rounds: number;
      /** About how long a round takes. */
      readonly seconds: number;
    }
  | { readonly kind: "memory"; readonly engine: EngineChoice; readonly setting: TrainingSetting };
