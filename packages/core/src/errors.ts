/** Every code of a RetrogradError. A new kind of failure gets a new code here. */
export type ErrorCode =
  | "E_SHAPE" // an operand has the wrong shape
  | "E_ARGUMENT" // an argument of the wrong kind, such as a number for a tensor
  | "E_DTYPE" // operands of different number types
  | "E_ENGINE" // operands of different engines, or an engine that cannot be used
  | "E_TENSOR_RELEASED" // a tensor was used after its scope had ended
  | "E_MEMORY" // not enough memory for a tensor
  | "E_TARGET" // a target that the loss does not accept
  | "E_OPTION" // a wrong option of a layer, optimizer, dataset, ...
  | "E_UNKNOWN_NAME" // an unknown layer, loss, dataset, ...
  | "E_DUPLICATE_NAME" // a name registered twice
  | "E_MODEL" // a model that does not build
  | "E_SPEC" // an experiment file with mistakes
  | "E_PLUGIN" // a plugin that is missing, fails to load, or breaks its contract
  | "E_DATA_MISSING" // data that could not be found
  | "E_DATA_FORMAT" // a malformed data file
  | "E_DIVERGED" // training reached NaN or infinity
  | "E_PREFLIGHT" // an experiment that cannot learn, detected before training
  | "E_RUN" // a run folder that cannot be used
  | "E_FILE" // a file that cannot be read or written
  | "E_USAGE"; // a wrong call of the command line

/** Details of a RetrogradError in addition to its message, for programs. */
export interface ErrorDetails {
  /** The error that caused this one. */
  readonly cause?: unknown;
  /** Machine-readable parts of the message: issues, paths, numbers. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The one error class of Retrograd: a stable code, and a message with the place, the expected and the actual value, and how
 *  to fix it. */
export class RetrogradError extends Error {
  override readonly name = "RetrogradError";
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.data = details.data ?? {};
  }
}
