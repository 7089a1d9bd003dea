/** The point of training that a checkpoint contains: after a step, and before or after the evaluation that follows it. */
export interface CheckpointPlace {
  readonly step: number;
  /** Whether an evaluation must run before the next step. */
  readonly toEvaluate: boolean;
}

const pattern = /^step-(\d{8,15})(-to-evaluate)?$/;
const extension = ".safetensors";

/** The name of a checkpoint: `step-00001000`, or `step-00001000-to-evaluate`. */
export function checkpointName({ step, toEvaluate }: CheckpointPlace): string {
  return `step-${String(step).padStart(8, "0")}${toEvaluate ? "-to-evaluate" : ""}`;
}

/** The name of the file of a checkpoint: `step-00001000.safetensors`. */
export function checkpointFile(name: string): string {
  return `${name}${extension}`;
}

/** The name of the checkpoint in a file, or undefined if the file does not have the name of a checkpoint. */
export function nameOfCheckpoint(file: string): string | undefined {
  const name = file.slice(0, -extension.length);
  return file.endsWith(extension) && parseCheckpointName(name) !== undefined ? name : undefined;
}

/** Compares the names of two checkpoints: negative if `a` is earlier in training than `b`. */
export function compareCheckpoints(a: string, b: string): number {
  const [first, second] = [parseCheckpointName(a), parseCheckpointName(b)];
  if (first === undefined || second === undefined) return a < b ? -1 : 1;
  return first.step - second.step || Number(second.toEvaluate) - Number(first.toEvaluate);
}

/** Parses the name of a checkpoint. Returns undefined if it is not one. */
export function parseCheckpointName(name: string): CheckpointPlace | undefined {
  const [, digits, suffix] = pattern.exec(name) ?? [];
  if (digits === undefined) return undefined;
  const position = { step: Number(digits), toEvaluate: suffix !== undefined };
  return checkpointName(position) === name ? position : undefined;
}
