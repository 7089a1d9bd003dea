import { RetrogradError } from "@retrograd/core";

/** An error of preparing data that says which option to change: `data.option`. */
export function optionError(option: "scale" | "test" | "limit", message: string): RetrogradError {
  return new RetrogradError("E_OPTION", message, { data: { option } });
}
