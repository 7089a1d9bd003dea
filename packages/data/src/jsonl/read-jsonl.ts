import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { type RowPlace, rowError, typedCells } from "../table/cells.js";
import { chooseColumns } from "../table/choose-columns.js";
import { collectTable, type TableCollector, type TableData } from "../table/collect-table.js";
import { plainText } from "../table/plain-text.js";
import type { JsonlOptions } from "./options.js";
import { parseObjects } from "./parse-objects.js";

/** Reads a file of one JSON object a line; the keys of the first are the columns. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: a line that is no object, a key that is missing or is not
 *  among those of the first, a value that is no number, no samples */
export function readJsonl(bytes: Uint8Array, name: string, options: JsonlOptions): TableData {
  let table: { readonly rows: TableCollector; readonly names: readonly string[] } | undefined;
  parseObjects(plainText(bytes, name, "jsonl"), { name }, (object, place) => {
    if (table === undefined) {
      const names = Object.keys(object);
      const columns = chooseColumns(names, `${name}:${place.number}`, options);
      table = {
        rows: collectTable(columns, { options, named: true, reader: typedCells, file: name }),
        names,
      };
    }
    // with a list of columns, others may come and go
    if (options.columns === undefined) checkKeys(object, table.names, place);
    table.rows.add(
      table.names.map((key) => (Object.hasOwn(object, key) ? object[key] : undefined)),
      place,
    );
  });
  const found: { readonly rows: TableCollector } | undefined = table;
  if (found === undefined) throw formatError(name, "is empty: a JSON Lines file needs samples, one a line");
  return found.rows.finish();
}

function checkKeys(
  object: Readonly<Record<string, unknown>>,
  names: readonly string[],
  place: RowPlace,
): void {
  const missing = names.find((name) => !Object.hasOwn(object, name));
  if (missing !== undefined) {
    throw rowError(place, `column ${formatValue(missing)} is missing, which the first object has`);
  }
  const known = new Set(names);
  const more = Object.keys(object).find((key) => !known.has(key));
  if (more === undefined) return;
  throw rowError(
    place,
    `has ${formatValue(more)}, which the first object has not: list the inputs with "columns" to leave it out`,
  );
}
