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

/** Which checkpoints of a run to save, and where. */
export interface CheckpointPlan {
  readonly settings: TrainSection["checkpoint"];
  readonly store: CheckpointStore;
  /** The experiment with every default, as in resolved.json, in JSON. */
  readonly experiment: string;
}

/** Minimum milliseconds between two syncs of the disk. A sync for each checkpoint would cost more than the checkpoint itself,
 *  and only protects against a power failure. */
const defaultSyncPace = 1000;

/** What a `Checkpointer` works with. */
export interface CheckpointerTools {
  readonly folder: RunFolder;
  readonly parts: TrainingParts;
  /** Called for each checkpoint that survives the end of the process. */
  readonly saved: (name: string) => void;
  readonly environment: Pick<NodeEnvironment, "clock" | "syncPace">;
}

/** Saves the checkpoints of a run while training continues: copies the bytes immediately and writes them in the background, one
 *  checkpoint at a time, with a sync to disk at most once a second. */
export class Checkpointer {
  readonly #plan: CheckpointPlan;
  readonly #tools: CheckpointerTools;
  #working: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** The last one that was started. */
  #last = "";
  /** Names of the existing checkpoints, oldest first, once one is saved, so that the folder is not read for each. */
  #existing: readonly string[] | undefined;
  /** The last one saved, until it is synced. */
  #unsynced: { readonly name: string; readonly rows: RowsFile } | undefined;
  #synced = "";
  #syncedAt = -Infinity;

  constructor(plan: CheckpointPlan, tools: CheckpointerTools) {
    this.#plan = plan;
    this.#tools = tools;
  }

  /** Whether one is being written or synced: then the loop should yield to the event loop between steps. */
  get busy(): boolean {
    return this.#working !== undefined;
  }

  /** Whether the settings require a checkpoint at this boundary. steps: of the whole training */
  isDue({ step, toEvaluate, ended }: TrainingState, steps: number, { metrics }: RunRecord): boolean {
    const { every, best } = this.#plan.settings;
    if (toEvaluate) return false;
    const regular = every !== undefined && (step % every === 0 || step === steps || ended !== undefined);
    return regular || (best !== undefined && metrics.best[best]?.step === step);
  }

  /** Starts to save a checkpoint, once the previous one is written.
   *  @throws RetrogradError E_DIVERGED when a parameter is not finite, E_FILE when the previous one could not be written */
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
    this.#start(this.#write(name, checkpoint, file, metrics));
    // everything that does not wait for the disk is done by then: a small checkpoint is saved without a pause of the loop
    await new Promise<void>((resolve) => nextTick(resolve));
  }

  /** Starts a sync if one is due. */
  keepUp(): void {
    if (this.#unsynced !== undefined && !this.busy && this.#isLate()) this.#start(this.#sync());
  }

  /** Waits until nothing is being written.
   *  @throws RetrogradError E_FILE when a checkpoint could not be written */
  async settle(): Promise<void> {
    await this.#working;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Waits for the last checkpoint, syncs it, and removes those that the settings do not keep, also leftovers of a crash.
   *  @throws RetrogradError E_FILE */
  async finish(metrics: RunRecord["metrics"]): Promise<void> {
    const { store } = this.#plan;
    await this.settle();
    await this.#sync();
    await this.#prune(metrics, await store.list());
    await store.tidy();
  }

  #start(work: Promise<void>): void {
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
    const names = this.#existing === undefined ? await store.list() : [...this.#existing, name];
    if (this.#isLate()) await this.#sync();
    await this.#prune(metrics, names);
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

  /** Removes the checkpoints that the settings do not keep, except the last one synced. */
  async #prune(metrics: RunRecord["metrics"], names: readonly string[]): Promise<void> {
    const { store, settings } = this.#plan;
    const step = settings.best === undefined ? undefined : metrics.best[settings.best]?.step;
    const best = step === undefined ? "" : checkpointName({ step, toEvaluate: false });
    const isKept = (name: string) => name === best || name === this.#synced;
    const old = names.slice(0, -settings.keep).filter((name) => !isKept(name));
    for (const name of old) await store.remove(name);
    this.#existing = names.filter((name) => !old.includes(name));
  }
}
