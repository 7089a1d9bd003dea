/** The result of one check before training. */
export interface PreflightCheck {
  readonly name: "targets" | "loss at the beginning" | "gradients" | "a few samples";
  readonly ok: boolean;
  /** The result, with its numbers. */
  readonly message: string;
  /** How to fix it, if it is not ok. */
  readonly fix?: string;
}
