/** The instant that a checkpoint holds: after a step, and after the evaluation that was due then, or before it. */
export interface CheckpointPlace {
  readonly step: number;
  /** Whether an evaluation is still to be made before the next step. */
  readonly toEvaluate: boolean;
}

const pattern = /^step-(\d{8,15})(-to-evaluate)?$/;
const extension = ".safetensors";

/** Name of a checkpoint: `step-00001000`, or `step-00001000-to-evaluate`. */
export function checkpointName({ step, toEvaluate }: CheckpointPlace): string {
  return `step-${String(step).padStart(8, "0")}${toEvaluate ? "-to-evaluate" : ""}`;
}

/** Name of the file of a checkpoint: `step-00001000.safetensors`. */
export function checkpointFile(name: string): string {
  return `${name}${extension}`;
}

/** The name of the checkpoint that a file holds, or nothing when its name is not that of one. */
export function nameOfCheckpoint(file: string): string | undefined {
  const name = file.slice(0, -extension.length);
  return file.endsWith(extension) && parseCheckpointName(name) !== undefined ? name : undefined;
}

/** Negative when the checkpoint called `a` comes before `b` in training. */
export function compareCheckpoints(a: string, b: string): number {
  const [first, second] = [parseCheckpointName(a), parseCheckpointName(b)];
  if (first === undefined || second === undefined) return a < b ? -1 : 1;
  return first.step - second.step || Number(second.toEvaluate) - Number(first.toEvaluate);
}

/** What the name of a checkpoint says, or nothing when it is none. */
export function parseCheckpointName(name: string): CheckpointPlace | undefined {
  const [, digits, suffix] = pattern.exec(name) ?? [];
  if (digits === undefined) return undefined;
  const place = { step: Number(digits), toEvaluate: suffix !== undefined };
  return checkpointName(place) === name ? place : undefined;
}
