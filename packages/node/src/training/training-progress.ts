import type { EvaluateEvent, StepEvent } from "@retrograd/trainer";
import type { Interrupt } from "../environment.js";

/** How far training is. */
interface Pace {
  /** Steps of the whole training. */
  readonly total: number;
  /** Seconds spent in training steps so far. */
  readonly trainSeconds: number;
  /** Seconds spent so far, evaluations included. */
  readonly seconds: number;
}

/** Shows the progress of a training. */
export interface TrainingDisplay {
  step(event: StepEvent, pace: Pace): void;
  evaluate(event: EvaluateEvent): void;
  /** A checkpoint is saved. */
  checkpoint(name: string): void;
  interrupted(signal: Interrupt): void;
  end(): void;
}
