/** The instant that a checkpoint holds: after a step, and after the evaluation that was due then, or before it. */
export interface CheckpointPlace {
  readonly step: number;
  /** Whether an evaluation is still to be made before the next step. */
  readonly toEvaluate: boolean;
}

const pattern = /^step-(\d{8,15})(-to-evaluate)?$/;

/** Name of a checkpoint's folder: `step-00001000`, or `step-00001000-to-evaluate`. */
export function checkpointName({ step, toEvaluate }: CheckpointPlace): string {
  return `step-${String(step).padStart(8, "0")}${toEvaluate ? "-to-evaluate" : ""}`;
}

/** What the name of a folder says, or nothing when it is not that of a checkpoint. */
export function parseCheckpointName(name: string): CheckpointPlace | undefined {
  const [, digits, suffix] = pattern.exec(name) ?? [];
  if (digits === undefined) return undefined;
  const place = { step: Number(digits), toEvaluate: suffix !== undefined };
  return checkpointName(place) === name ? place : undefined;
}

/** Negative when `a` comes before `b` in training. */
export function compareCheckpoints(a: CheckpointPlace, b: CheckpointPlace): number {
  return a.step - b.step || Number(b.toEvaluate) - Number(a.toEvaluate);
}
