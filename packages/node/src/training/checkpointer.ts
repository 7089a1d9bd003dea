import { join } from "node:path";
import { nextTick } from "node:process";
import type { TrainSection } from "@retrograd/experiment";
import { encodeCheckpoint, type RunRecord, type TrainingParts } from "@retrograd/runs";
import {
  type CheckpointStore,
  checkpointName,
  type RowsFile,
  type RunFolder,
  runFiles,
} from "@retrograd/runs/node";
import { checkFinite, type TrainingState } from "@retrograd/trainer";
import type { NodeEnvironment } from "../environment.js";

/** What the checkpoints of a run are made of. */
export interface CheckpointPlan {
  readonly settings: TrainSection["checkpoint"];
  readonly store: CheckpointStore;
  /** The experiment with every default, as in resolved.json, in JSON. */
  readonly experiment: string;
}

/** Milliseconds from one sync of the disk to the next: one for each checkpoint would cost training more than the checkpoint,
 *  and only a loss of power makes a difference. */
const defaultSyncPace = 1000;

/** With what the checkpoints of a run are made. */
export interface CheckpointerTools {
  readonly folder: RunFolder;
  readonly parts: TrainingParts;
  /** Called for each checkpoint that survives the end of the process. */
  readonly saved: (name: string) => void;
  readonly environment: Pick<NodeEnvironment, "clock" | "syncPace">;
}

/** Makes the checkpoints of a run while training goes on: the bytes are copied at once and written in the background,
 *  one checkpoint at a time, and synced to the disk from time to time. */
export class Checkpointer {
  readonly #plan: CheckpointPlan;
  readonly #tools: CheckpointerTools;
  #working: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** The last one that was begun. */
  #last = "";
  /** Names of the checkpoints that are there, oldest first, once one is saved: the folder is not read for each. */
  #there: readonly string[] | undefined;
  /** The last one that is saved, until it is synced. */
  #unsynced: { readonly name: string; readonly rows: RowsFile } | undefined;
  #synced = "";
  #syncedAt = -Infinity;

  constructor(plan: CheckpointPlan, tools: CheckpointerTools) {
    this.#plan = plan;
    this.#tools = tools;
  }

  /** Whether one is being written or synced: then the loop should let the system run between steps. */
  get busy(): boolean {
    return this.#working !== undefined;
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
    const { folder, parts } = this.#tools;
    checkFinite(parts.params, state);
    const rows = folder.rows();
    const checkpoint = encodeCheckpoint(parts, state, { rows, metrics, experiment: this.#plan.experiment });
    this.#last = name;
    const file = { path: join(folder.path, runFiles.metrics), bytes: rows.bytes };
    this.#begin(this.#write(name, checkpoint, file, metrics));
    // all that does not wait for the disk is done by then: a small one is saved, and the loop need not let go for it
    await new Promise<void>((resolve) => nextTick(resolve));
  }

  /** Begins to sync what has waited long enough. */
  keepUp(): void {
    if (this.#unsynced !== undefined && !this.busy && this.#isLate()) this.#begin(this.#sync());
  }

  /** Returns once nothing is being written.
   *  @throws RetrogradError E_FILE when a checkpoint could not be written */
  async settle(): Promise<void> {
    await this.#working;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for the last one, syncs it, and leaves only those that the settings keep: a failure or a crash may have left more.
   *  @throws RetrogradError E_FILE */
  async finish(metrics: RunRecord["metrics"]): Promise<void> {
    const { store } = this.#plan;
    await this.settle();
    await this.#sync();
    await this.#prune(metrics, await store.list());
    await store.tidy();
  }

  #begin(work: Promise<void>): void {
    this.#working = work
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #write(
    name: string,
    checkpoint: Uint8Array,
    rows: RowsFile,
    metrics: RunRecord["metrics"],
  ): Promise<void> {
    const { store } = this.#plan;
    await store.save(name, checkpoint);
    this.#tools.saved(name);
    this.#unsynced = { name, rows };
    const there = this.#there === undefined ? await store.list() : [...this.#there, name];
    if (this.#isLate()) await this.#sync();
    await this.#prune(metrics, there);
  }

  #isLate(): boolean {
    const { clock, syncPace = defaultSyncPace } = this.#tools.environment;
    return clock() - this.#syncedAt >= syncPace;
  }

  async #sync(): Promise<void> {
    if (this.#unsynced === undefined) return;
    const { name, rows } = this.#unsynced;
    await this.#plan.store.sync(rows);
    this.#unsynced = undefined;
    this.#synced = name;
    this.#syncedAt = this.#tools.environment.clock();
  }

  /** Removes what need not be kept; the last one that is synced stays. */
  async #prune(metrics: RunRecord["metrics"], names: readonly string[]): Promise<void> {
    const { store, settings } = this.#plan;
    const step = settings.best === undefined ? undefined : metrics.best[settings.best]?.step;
    const best = step === undefined ? "" : checkpointName({ step, toEvaluate: false });
    const isKept = (name: string) => name === best || name === this.#synced;
    const old = names.slice(0, -settings.keep).filter((name) => !isKept(name));
    for (const name of old) await store.remove(name);
    this.#there = names.filter((name) => !old.includes(name));
  }
}
