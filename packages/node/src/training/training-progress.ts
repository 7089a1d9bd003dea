import type { EvaluateEvent, StepEvent } from "@retrograd/trainer";
import type { Interrupt } from "../environment.js";

/** How far training is. */
interface Pace {
  /** Steps in all. */
  readonly total: number;
  /** Spent in training steps so far. */
  readonly trainSeconds: number;
  /** Spent so far, evaluations included. */
  readonly seconds: number;
}

/** Shows training as it goes. */
export interface TrainingDisplay {
  step(event: StepEvent, pace: Pace): void;
  evaluate(event: EvaluateEvent): void;
  /** A checkpoint is saved. */
  checkpoint(name: string): void;
  interrupted(signal: Interrupt): void;
  end(): void;
}
