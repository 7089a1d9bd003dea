import type { RunRecord } from "@retrograd/runs";
import type { EvaluateEvent, StepEvent } from "@retrograd/trainer";
import type { NodeEnvironment } from "../environment.js";
import { prepareNewRun } from "../training/prepare-new-run.js";
import { type PreparedResume, prepareResume } from "../training/prepare-resume.js";
import { runTraining } from "../training/run-training.js";
import {
  type ExperimentOptions,
  environmentOf,
  flagsOf,
  messagesOf,
  type ProgramOptions,
} from "./program-options.js";
import { ProgressQueue } from "./progress-queue.js";

/** A checkpoint that is saved. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  /** Its name, `step-00001000`. */
  readonly name: string;
}

/** What a training reports: each step, each evaluation, each checkpoint. */
export type TrainingProgress = StepEvent | EvaluateEvent | CheckpointEvent;

/** How a training ended. */
export interface TrainingResult {
  /** Folder of the run, absolute. */
  readonly path: string;
  /** As in run.json; `record.status` is `"completed"`, or `"interrupted"` after an abort. */
  readonly record: RunRecord;
  /** The evaluations of this call, in order. */
  readonly evaluations: readonly EvaluateEvent[];
}

/** A training whose run folder exists. It starts with the first iteration, or with `finish`; a later iteration starts at the
 *  current step. Leaving the loop early interrupts it, as the signal does. If it never starts, its folder stays locked until
 *  the process ends. */
export interface Training extends AsyncIterable<TrainingProgress> {
  /** Folder of the run, absolute. */
  readonly path: string;
  /** Steps of the whole training. */
  readonly steps: number;
  /** Steps that the run had behind it; 0 for a new one. */
  readonly firstStep: number;
  /** Trains to the end and resolves with the outcome; the same promise at each call.
   *  @throws RetrogradError E_DIVERGED, E_FILE, after the run is recorded as failed */
  finish(): Promise<TrainingResult>;
}

/** Options of `train`. */
export interface TrainProgramOptions extends ExperimentOptions {
  /** New folder for the run. Default: the next number in `runs`. */
  readonly out?: string;
  /** Whether to check first that the network can learn. Default: `train.preflight` of the experiment. */
  readonly preflight?: boolean;
}

/** Prepares the training of an experiment file and creates its run folder, as `retrograd train` does. Nothing is written
 *  unless everything is right.
 *  file: YAML, JSON, TypeScript or JavaScript
 *  @throws RetrogradError E_SPEC with every mistake, E_DATA_MISSING, E_ENGINE, E_PREFLIGHT, E_PLUGIN, E_RUN, E_FILE */
export async function train(file: string, options: TrainProgramOptions = {}): Promise<Training> {
  const { out, preflight } = options;
  const environment = environmentOf(options);
  const args = { ...flagsOf(options), file, out, preflight };
  const prepared = await prepareNewRun(args, messagesOf(options), environment);
  return trainingOf({ ...prepared, firstStep: 0 }, environment);
}

/** Prepares to resume an interrupted, failed or killed run from its last checkpoint, as `retrograd train --resume` does. It
 *  ends with the bits of an uninterrupted run.
 *  run: the run's folder, or one of its checkpoints
 *  @throws RetrogradError E_RUN when it is completed, damaged, or another process trains it; E_DATA_MISSING, E_ENGINE, E_PLUGIN */
export async function resume(
  run: string,
  options: ProgramOptions & Pick<ExperimentOptions, "dataDirectory" | "engine"> = {},
): Promise<Training> {
  const environment = environmentOf(options);
  const prepared = await prepareResume({ ...flagsOf(options), run }, messagesOf(options), environment);
  return trainingOf(prepared, environment);
}

function trainingOf({ run, setup, plan, firstStep }: PreparedResume, environment: NodeEnvironment): Training {
  const { folder } = run;
  const queue = new ProgressQueue<TrainingProgress>();
  const leave = new AbortController();
  let outcome: Promise<TrainingResult> | undefined;

  async function runToEnd(): Promise<TrainingResult> {
    const display = {
      step: (event: StepEvent) => queue.push(event),
      evaluate: (event: EvaluateEvent) => queue.push(event),
      checkpoint: (name: string) => queue.push({ type: "checkpoint", name }),
      interrupted() {},
      end() {},
    };
    try {
      const within = interruptible(environment, leave.signal, () => queue.room());
      const { record, evaluations } = await runTraining(run, setup, plan, display, within);
      return { path: folder.path, record, evaluations };
    } finally {
      queue.end();
    }
  }

  const training: Training = {
    path: folder.path,
    steps: setup.steps,
    firstStep,
    finish() {
      outcome ??= runToEnd();
      return outcome;
    },
    async *[Symbol.asyncIterator]() {
      const events = queue.read();
      // takes its place as the reader before the first event
      const first = events.next();
      const result = training.finish();
      // the loop below reports the failure
      result.catch(() => {});
      let ended = false;
      try {
        for (let next = await first; next.done !== true; next = await events.next()) yield next.value;
        ended = true;
      } finally {
        if (!ended) leave.abort();
        await events.return(undefined);
        await result;
      }
    },
  };
  return training;
}

/** The environment, interrupted also by `leave`, whose pauses wait for the reader of the progress. */
function interruptible(
  environment: NodeEnvironment,
  leave: AbortSignal,
  room: () => Promise<void>,
): NodeEnvironment {
  return {
    ...environment,
    async pause() {
      await environment.pause();
      await room();
    },
    onInterrupt(listener) {
      const abort = () => listener("abort");
      leave.addEventListener("abort", abort, { once: true });
      const stop = environment.onInterrupt(listener);
      return () => {
        stop();
        leave.removeEventListener("abort", abort);
      };
    },
  };
}
