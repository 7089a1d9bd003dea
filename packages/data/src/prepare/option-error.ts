import { RetrogradError } from "@retrograd/core";

const prepareOptions = ["scale", "test", "validation", "stratify", "limit"] as const;

/** An option of preparing data. */
export type PrepareOption = (typeof prepareOptions)[number];

/** Whether `option`, of an error's data, names an option of preparing data. */
export function isPrepareOption(option: unknown): option is PrepareOption {
  return prepareOptions.some((name) => name === option);
}

/** An error of preparing data that says which option to change: `data.option`. */
export function optionError(option: PrepareOption, message: string): RetrogradError {
  return new RetrogradError("E_OPTION", message, { data: { option } });
}
