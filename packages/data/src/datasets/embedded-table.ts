import { type Dataset, defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { noOptions } from "../no-options.js";

/** A table that ships with the package: one sample per line, inputs before the target, separated by commas. */
export interface EmbeddedTable<Type extends string> extends Pick<Dataset, "targets" | "targetNames"> {
  readonly type: Type;
  readonly summary: string;
  readonly inputNames: readonly string[];
  /** Loads the module with the table when the data set is loaded. */
  text(): Promise<{ readonly text: string }>;
}

/** The definition of a data set from an embedded table. x: [inputs], t: class index, or values [1] */
export function embeddedTable<const Type extends string>(table: EmbeddedTable<Type>) {
  const { type, summary, targets, targetNames, inputNames } = table;
  return defineDataset({
    type,
    summary,
    options: noOptions,
    async load() {
      const { text } = await table.text();
      const rows = text.split("\n").map((line) => line.split(",").map(Number));
      const inputs = inputNames.length;
      const x = Float64Array.from(rows.flatMap((row) => row.slice(0, inputs)));
      const t = rows.map((row) => row[inputs]);
      return {
        name: type,
        targets,
        targetNames,
        inputNames,
        samples: {
          all: {
            x: { shape: [inputs], values: x },
            t:
              targets === "classes"
                ? { shape: [], values: Uint8Array.from(t) }
                : { shape: [1], values: Float64Array.from(t) },
          },
        },
        files: [await dataFile(`@retrograd/data: ${type}`, new TextEncoder().encode(text))],
      };
    },
  });
}
