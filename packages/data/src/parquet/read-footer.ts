import type { FileMetaData } from "hyparquet";
import { parquetMetadata } from "hyparquet/src/metadata.js";
import { z } from "zod";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";

const size = z.bigint().nonnegative();
const count = z.int().nonnegative().optional();

// the fields that the code relies on; the library does not check them
const footer = z.looseObject({
  num_rows: size,
  schema: z.array(
    z.looseObject({ name: z.string(), num_children: count, repetition_type: z.string().optional() }),
  ),
  row_groups: z.array(
    z.looseObject({
      num_rows: size,
      columns: z.array(
        z.looseObject({
          meta_data: z.looseObject({
            type: z.string(),
            codec: z.string(),
            path_in_schema: z.array(z.string()),
            num_values: size,
            total_compressed_size: size,
            data_page_offset: size,
            dictionary_page_offset: size.optional(),
          }),
        }),
      ),
    }),
  ),
});

/** The footer of a Parquet file: its columns, and where their pages are.
 *  @throws RetrogradError E_DATA_FORMAT when it is not a Parquet file or truncated, or when its footer is incomplete */
export function readFooter(bytes: Uint8Array, file: string): FileMetaData {
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  checkNoOtherKind(bytes, file, { readBy: "parquet", what: "a Parquet file" });
  if (magic !== "PAR1") throw formatError(file, "is not a Parquet file: it must start with PAR1");
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw formatError(file, `is truncated or damaged: its footer cannot be read (${reason})`);
  }
  const { error } = footer.safeParse(metadata);
  if (error === undefined) return metadata;
  const [{ path }] = error.issues;
  throw formatError(file, `is damaged: its footer has no valid ${path.join(".")}`);
}
