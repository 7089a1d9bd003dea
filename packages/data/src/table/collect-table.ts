import type { Dataset } from "@retrograd/plugin";
import { inMemory, memoryRowStore } from "../stored/in-memory.js";
import type { Columns } from "./choose-columns.js";
import { storeTable, type TableSettings, type TableStore } from "./store-table.js";

/** A data set without its name and files. */
export type TableData = Omit<Dataset, "name" | "files">;

/** Collects the rows of a table into a data set. */
export interface TableCollector extends Pick<TableStore, "add"> {
  /** @throws RetrogradError E_DATA_FORMAT for a column of classes that are values, and for a table without rows */
  finish(): TableData;
}

/** Creates a collector that keeps the rows of a table in memory. x: [inputs], t: class index, or values [targets] */
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
