import { defined } from "@retrograd/core";

/** A mapping of a file before its keys are checked. */
export type RawMapping = Readonly<Record<string, unknown>>;

/** The mappings of an experiment file before their keys are checked. Those that are missing or are not mappings are left
 *  out, except the file itself. */
export interface RawSections {
  readonly file: RawMapping;
  readonly data?: RawMapping;
  readonly model?: RawMapping;
  readonly train?: RawMapping;
  /** `train.evaluate`. */
  readonly evaluate?: RawMapping;
  /** `train.checkpoint`. */
  readonly checkpoint?: RawMapping;
  /** `train.stop`. */
  readonly stop?: RawMapping;
}

/** Finds the mappings that checks of several keys read. */
export function rawSections(value: unknown): RawSections {
  const file = asMapping(value) ?? {};
  const train = asMapping(file.train);
  return {
    file,
    ...defined({
      data: asMapping(file.data),
      model: asMapping(file.model),
      train,
      evaluate: asMapping(train?.evaluate),
      checkpoint: asMapping(train?.checkpoint),
      stop: asMapping(train?.stop),
    }),
  };
}

/** The value as a mapping, or undefined if it is not one. */
export function asMapping(value: unknown): RawMapping | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as RawMapping)
    : undefined;
}
