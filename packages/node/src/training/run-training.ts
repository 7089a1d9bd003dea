import { encodeParams, type RunRecord, rowsOf, updateMetrics } from "@retrograd/runs";
import type { RunFolder } from "@retrograd/runs/node";
import {
  checkFinite,
  type EvaluateEvent,
  type Timing,
  type TrainingState,
  type TrainOptions,
  train,
} from "@retrograd/trainer";
import type { Interrupt, NodeEnvironment } from "../environment.js";
import { explainDivergence } from "../insight/explain-divergence.js";
import type { StartedRun } from "../run/start-run.js";
import { Checkpointer, type CheckpointPlan } from "./checkpointer.js";
import type { TrainingDisplay } from "./training-progress.js";
import type { TrainingSetup } from "./training-setup.js";

// milliseconds between two pauses of the loop: only then signals are handled
const maxBusy = 50;
// and the writing of a checkpoint continues; a pause after each step would cost as much as writing it
const maxBusyWhileWriting = 1;

/** How training ended. */
export interface TrainingOutcome {
  readonly record: RunRecord;
  readonly evaluations: readonly EvaluateEvent[];
  readonly interrupt?: Interrupt;
}

/** Trains and keeps the folder of the run up to date. The first interrupt ends the training after the current step, with a
 *  checkpoint and a model.
 *  @throws what `train` throws, after the run is recorded as failed */
export async function runTraining(
  { folder, record }: StartedRun,
  options: TrainingSetup,
  plan: CheckpointPlan,
  display: TrainingDisplay,
  environment: NodeEnvironment,
): Promise<TrainingOutcome> {
  const saved = (name: string) => display.checkpoint(name);
  const checkpoints = new Checkpointer(plan, { folder, parts: options, saved, environment });
  const run = new TrainingRun(folder, record, checkpoints, display, environment);
  const stopListening = environment.onInterrupt((signal) => run.interruptBy(signal));
  try {
    return await run.follow(options);
  } catch (error) {
    const explained = explainDivergence(error, options.data, options.network);
    await run.fail(explained);
    throw explained;
  } finally {
    stopListening();
    folder.close();
  }
}

class TrainingRun {
  readonly #folder: RunFolder;
  readonly #checkpoints: Checkpointer;
  readonly #display: TrainingDisplay;
  readonly #environment: NodeEnvironment;
  readonly #evaluations: EvaluateEvent[] = [];
  /** Seconds spent so far. */
  readonly #spent = { train: 0, evaluate: 0 };
  /** Steps of the run before it was resumed. */
  readonly #before: number;
  #record: RunRecord;
  #interrupt: Interrupt | undefined;
  /** The state from which training can be resumed. */
  #boundary: TrainingState | undefined;

  constructor(
    folder: RunFolder,
    record: RunRecord,
    checkpoints: Checkpointer,
    display: TrainingDisplay,
    environment: NodeEnvironment,
  ) {
    this.#folder = folder;
    this.#record = record;
    this.#before = record.steps;
    this.#checkpoints = checkpoints;
    this.#display = display;
    this.#environment = environment;
  }

  interruptBy(signal: Interrupt): void {
    this.#interrupt = signal;
    this.#display.interrupted(signal);
  }

  async follow(options: TrainOptions): Promise<TrainingOutcome> {
    const { clock, pause } = this.#environment;
    let lastPause = clock();
    let workedFrom = lastPause;
    for await (const event of train({ ...options, clock: () => clock() })) {
      const now = clock();
      this.#spent[event.type === "step" ? "train" : "evaluate"] += (now - workedFrom) / 1000;
      const rows = rowsOf(event);
      if (rows.length > 0) {
        this.#folder.appendRows(rows);
        this.#environment.reached?.("rows-written");
      }
      if (event.type === "step") {
        this.#record = { ...this.#record, steps: event.step };
        this.#display.step(event, {
          total: options.steps,
          trainSeconds: this.#spent.train,
          seconds: this.#spent.train + this.#spent.evaluate,
        });
      } else if (event.type === "evaluate") {
        this.#evaluate(event);
      } else if (event.type === "boundary") {
        this.#boundary = event.state;
        const due = this.#checkpoints.isDue(event.state, options.steps, this.#record);
        if (due) await this.#checkpoints.save(event.state, this.#record);
      } else if (event.type === "end") {
        this.#record = { ...this.#record, status: "completed", reason: event.reason, timing: event.timing };
      }
      if (now - lastPause >= (this.#checkpoints.busy ? maxBusyWhileWriting : maxBusy)) {
        await pause();
        this.#checkpoints.keepUp();
        lastPause = clock();
      }
      // an interrupted evaluation is repeated when the run is resumed
      const canLeave = event.type === "boundary" || event.type === "evaluating";
      if (this.#interrupt !== undefined && canLeave) break;
      workedFrom = clock();
    }
    if (this.#record.status === "running") {
      this.#record = { ...this.#record, status: "interrupted", reason: this.#interrupt ?? "SIGINT" };
      if (this.#boundary !== undefined) await this.#checkpoints.save(this.#boundary, this.#record);
    }
    await this.#checkpoints.finish(this.#record.metrics);
    if (this.#boundary !== undefined) checkFinite(options.params, this.#boundary);
    const sha256 = this.#folder.writeModel(encodeParams(options.params, options.network));
    this.#record = { ...this.#record, model: { sha256 } };
    this.#environment.reached?.("model-written");
    this.#finish();
    const interrupted = this.#record.status === "interrupted" ? this.#interrupt : undefined;
    return {
      record: this.#record,
      evaluations: this.#evaluations,
      ...(interrupted === undefined ? {} : { interrupt: interrupted }),
    };
  }

  async fail(error: unknown): Promise<void> {
    this.#display.end();
    // the last checkpoint may still be being written; its failure is reported already, or matters less than `error`
    await this.#checkpoints.finish(this.#record.metrics).catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    this.#record = { ...this.#record, status: "failed", reason };
    try {
      this.#finish();
    } catch {
      // a full disk has no room for the record either; `error` is the one to report
    }
  }

  #evaluate(event: EvaluateEvent): void {
    this.#record = { ...this.#record, metrics: updateMetrics(this.#record.metrics, event) };
    this.#evaluations.push(event);
    this.#display.evaluate(event);
  }

  /** The timing of a run that ended early. */
  #timing(): Timing {
    const { train: trainSeconds, evaluate: evaluateSeconds } = this.#spent;
    const stepsPerSecond = trainSeconds > 0 ? (this.#record.steps - this.#before) / trainSeconds : 0;
    return { trainSeconds, evaluateSeconds, stepsPerSecond };
  }

  #finish(): void {
    this.#display.end();
    const { timing = this.#timing() } = this.#record;
    this.#record = { ...this.#record, timing, finishedAt: this.#environment.now().toISOString() };
    this.#folder.writeRecord(this.#record);
  }
}
