/** What one check before training found. */
export interface PreflightCheck {
  readonly name: "targets" | "loss at the beginning" | "gradients" | "a few samples";
  readonly ok: boolean;
  /** What was found, with its numbers. */
  readonly message: string;
  /** What may mend it, where it is not ok. */
  readonly mend?: string;
}
