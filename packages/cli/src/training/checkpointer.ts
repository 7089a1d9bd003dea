import { join } from "node:path";
import type { TrainSection } from "@retrograd/spec";
import {
  checkFinite,
  encodeCheckpoint,
  type RunRecord,
  type TrainingParts,
  type TrainingState,
} from "@retrograd/trainer";
import { type CheckpointStore, checkpointName, type RunFolder, runFiles } from "@retrograd/trainer/node";

/** What the checkpoints of a run are made of. */
export interface CheckpointPlan {
  readonly settings: TrainSection["checkpoint"];
  readonly store: CheckpointStore;
  /** The experiment with every default, as in resolved.json. */
  readonly experiment: unknown;
}

/** Makes the checkpoints of a run while training goes on: the bytes are copied at once and written in the background,
 *  one checkpoint at a time. */
export class Checkpointer {
  readonly #plan: CheckpointPlan;
  readonly #folder: RunFolder;
  readonly #parts: TrainingParts;
  readonly #acknowledged: (name: string) => void;
  #writing: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #last = "";

  constructor(
    plan: CheckpointPlan,
    folder: RunFolder,
    parts: TrainingParts,
    acknowledged: (name: string) => void,
  ) {
    this.#plan = plan;
    this.#folder = folder;
    this.#parts = parts;
    this.#acknowledged = acknowledged;
  }

  /** Whether one is being written: then the loop should let the system run between steps. */
  get busy(): boolean {
    return this.#writing !== undefined;
  }

  /** Whether the settings want a checkpoint at this boundary. `steps`: of the whole training */
  isDue({ step, toEvaluate, ended }: TrainingState, steps: number, { metrics }: RunRecord): boolean {
    const { every, best } = this.#plan.settings;
    if (toEvaluate) return false;
    const regular = every !== undefined && (step % every === 0 || step === steps || ended !== undefined);
    return regular || (best !== undefined && metrics.best[best]?.step === step);
  }

  /** Begins a checkpoint, once the one before is written.
   *  @throws RetrogradError E_DIVERGED when a parameter is not finite, E_FILE when the one before could not be written */
  async save(state: TrainingState, { metrics }: RunRecord): Promise<void> {
    await this.settle();
    const name = checkpointName(state);
    if (name === this.#last) return;
    checkFinite(this.#parts.params, state);
    const { experiment } = this.#plan;
    const progress = { rows: this.#folder.rows(), metrics, experiment };
    const checkpoint = encodeCheckpoint(this.#parts, state, progress);
    this.#last = name;
    this.#writing = this.#write(name, checkpoint, metrics)
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#writing = undefined;
      });
  }

  /** Returns once nothing is being written.
   *  @throws RetrogradError E_FILE when a checkpoint could not be written */
  async settle(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #write(name: string, checkpoint: Uint8Array, metrics: RunRecord["metrics"]): Promise<void> {
    const { store } = this.#plan;
    await store.save(name, checkpoint, join(this.#folder.path, runFiles.metrics));
    this.#acknowledged(name);
    await this.#prune(metrics);
  }

  /** Waits for the last one and leaves only those that the settings keep: a failure or a crash may have left more.
   *  @throws RetrogradError E_FILE */
  async finish(metrics: RunRecord["metrics"]): Promise<void> {
    await this.settle();
    await this.#prune(metrics);
    await this.#plan.store.tidy();
  }

  async #prune(metrics: RunRecord["metrics"]): Promise<void> {
    const { store, settings } = this.#plan;
    const step = settings.best === undefined ? undefined : metrics.best[settings.best]?.step;
    const best = step === undefined ? "" : checkpointName({ step, toEvaluate: false });
    const names = await store.list();
    for (const old of names.slice(0, -settings.keep)) if (old !== best) await store.remove(old);
  }
}
