import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { type RowPlace, rowError, typedCells } from "../table/cells.js";
import { chooseColumns } from "../table/choose-columns.js";
import { collectTable, type TableCollector, type TableData } from "../table/collect-table.js";
import { plainText } from "../table/plain-text.js";
import type { JsonlOptions } from "./options.js";
import { parseObjects } from "./parse-objects.js";

/** Reads a file of one JSON object per line. The keys of the first object are the columns. x: [inputs], t: class index, or values [targets]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column: a line that is not an object, a key that is missing or
 *  that the first object does not have, a value that is not a number, no samples */
export function readJsonl(bytes: Uint8Array, name: string, options: JsonlOptions): TableData {
  let table: { readonly rows: TableCollector; readonly names: readonly string[] } | undefined;
  parseObjects(plainText(bytes, name, "jsonl"), { name }, (object, place) => {
    if (table === undefined) {
      const names = Object.keys(object);
      const columns = chooseColumns(names, `${name}:${place.number}`, options);
      table = {
        rows: collectTable(columns, { options, hasNames: true, reader: typedCells, file: name }),
        names,
      };
    }
    // if the columns are listed, objects may have other keys
    if (options.columns === undefined) checkKeys(object, table.names, place);
    table.rows.add(
      table.names.map((key) => (Object.hasOwn(object, key) ? object[key] : undefined)),
      place,
    );
  });
  const collected: { readonly rows: TableCollector } | undefined = table;
  if (collected === undefined)
    throw formatError(name, "is empty: a JSON Lines file must have one sample per line");
  return collected.rows.finish();
}

function checkKeys(
  object: Readonly<Record<string, unknown>>,
  names: readonly string[],
  place: RowPlace,
): void {
  const missing = names.find((name) => !Object.hasOwn(object, name));
  if (missing !== undefined) {
    throw rowError(place, `column ${formatValue(missing)} of the first object is missing`);
  }
  const columns = new Set(names);
  const more = Object.keys(object).find((key) => !columns.has(key));
  if (more === undefined) return;
  throw rowError(
    place,
    `has ${formatValue(more)}, which the first object does not have: list the inputs with "columns" to leave it out`,
  );
}
