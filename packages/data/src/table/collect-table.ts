import type { Dataset } from "@retrograd/plugin";
import { inMemory, memoryRowStore } from "../stored/in-memory.js";
import type { Columns } from "./choose-columns.js";
import { storeTable, type TableSettings, type TableStore } from "./store-table.js";

/** What a table says: a data set without its name and files. */
export type TableData = Omit<Dataset, "name" | "files">;

/** Takes the rows of a table one after the other, and makes a data set of them. */
export interface TableCollector extends Pick<TableStore, "add"> {
  /** @throws RetrogradError E_DATA_FORMAT for classes that are values, and where no row came */
  finish(): TableData;
}

/** A collector of the rows of one table in memory. x: [inputs], t: class index, or values [targets] */
export function collectTable(columns: Columns, settings: TableSettings): TableCollector {
  const { add, finish } = storeTable(columns, settings, memoryRowStore);
  return {
    add,
    finish() {
      const { samples, ...table } = finish();
      return { ...table, samples: { all: inMemory(samples.stored) } };
    },
  };
}
