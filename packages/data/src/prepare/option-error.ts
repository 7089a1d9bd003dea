import { RetrogradError } from "@retrograd/core";

const prepareOptions = ["scale", "test", "validation", "stratify", "limit"] as const;

/** The name of an option of `prepareData`. */
export type PrepareOption = (typeof prepareOptions)[number];

/** Whether `option`, from the data of an error, is the name of an option of `prepareData`. */
export function isPrepareOption(option: unknown): option is PrepareOption {
  return prepareOptions.some((name) => name === option);
}

/** An error about an option of `prepareData`, with its name in `data.option`. */
export function optionError(option: PrepareOption, message: string): RetrogradError {
  return new RetrogradError("E_OPTION", message, { data: { option } });
}
