import { RetrogradError } from "@retrograd/core";
import type { FileStream } from "@retrograd/plugin";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inMemory, memoryRowStore } from "../stored/in-memory.js";
import { textCells } from "../table/cells.js";
import { checkWidth } from "../table/check-width.js";
import { chooseColumns } from "../table/choose-columns.js";
import { collectTable, type TableCollector, type TableData } from "../table/collect-table.js";
import { plainText } from "../table/plain-text.js";
import { type CsvOptions, csvOptions } from "./options.js";
import { parseLines } from "./parse-lines.js";
import { readCsv } from "./read-csv.js";
import { streamCsv } from "./stream-csv.js";

const name = "d.csv";

/** The plain way: each line taken apart by the parser of all CSV, and each cell read from its text. */
function reference(bytes: Uint8Array, options: CsvOptions): TableData {
  let table: { readonly rows: TableCollector; readonly width: number } | undefined;
  let samples = 0;
  parseLines(plainText(bytes, name, "csv"), { name, delimiter: options.delimiter }, (cells, line) => {
    const first = table === undefined;
    if (table === undefined) {
      const columns = chooseColumns(cells, `${name}:${line}`, options);
      const settings = { options, hasNames: options.header, reader: textCells, file: name };
      table = { rows: collectTable(columns, settings), width: columns.width };
    }
    if (first && options.header) return;
    const place = { file: name, unit: "line", number: line } as const;
    checkWidth(cells, table.width, place);
    table.rows.add(cells, place);
    samples++;
  });
  if (table === undefined) throw new RetrogradError("E_DATA_FORMAT", `${name}: is empty`);
  if (samples === 0) throw new RetrogradError("E_DATA_FORMAT", `${name}: has a header but no samples`);
  return table.rows.finish();
}

/** A file in pieces, in memory that is used again for each, as a platform may. */
function inPieces(bytes: Uint8Array, length: number): FileStream {
  return {
    path: name,
    size: bytes.length,
    async *chunks() {
      const piece = new Uint8Array(length);
      for (let offset = 0; offset < bytes.length; offset += length) {
        const part = bytes.subarray(offset, offset + length);
        piece.set(part);
        yield piece.subarray(0, part.length);
      }
    },
    sha256: () => "none",
  };
}

async function streamed(bytes: Uint8Array, options: CsvOptions, piece: number): Promise<TableData> {
  const {
    files: _,
    name: __,
    samples,
    ...table
  } = await streamCsv(inPieces(bytes, piece), options, memoryRowStore);
  if (!("stored" in samples)) throw new Error("a streamed table is stored");
  return { ...table, samples: { all: inMemory(samples.stored) } };
}

/** What was read, or what was said of it. */
async function outcome(read: () => TableData | Promise<TableData>): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    return { code: error.code, message: error.message.slice(0, 200) };
  }
}

const label = fc.constantFrom(
  "red",
  "blue",
  " green ",
  "größe",
  "赤",
  '"red"',
  '"a,b"',
  '"a ""b"""',
  '"two\nlines"',
  '"two\r\nlines"',
  "1",
  "1.0",
);
const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -999, max: 999 }).map((value) => (value / 8).toFixed(3)) },
  { weight: 1, arbitrary: fc.constantFrom('"1.5"', " 2", "3 ", "1e5", ".5", "7.", "-0", "+1", "\u00a04") },
);
const wrong = fc.constantFrom("x", "", '"', '"1"2', '1"2', "1e999", "0x1", "\r", '""', "\u0000");
const line = fc.tuple(
  fc.array(number, { minLength: 2, maxLength: 2 }),
  label,
  fc.constantFrom("", "anything", '"1,2"', "\ufffd"),
  label,
);
const text = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 12 }),
    ends: fc.array(fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\r\n\r\n"), { minLength: 1, maxLength: 4 }),
    mark: fc.boolean(),
    ended: fc.boolean(),
    broken: fc.option(fc.tuple(fc.nat(11), fc.nat(4), wrong), { freq: 3 }),
  })
  .map(({ lines, ends, mark, ended, broken }) => {
    const rows = lines.map(([numbers, colour, unread, kind]) => [...numbers, colour, unread, kind]);
    if (broken !== null) rows[broken[0] % rows.length]?.splice(broken[1], 1, broken[2]);
    const rowTexts = [["a", "b", "colour", "unread", "kind"], ...rows].map((row) => row.join(","));
    const all = rowTexts.map((row, index) => row + (ends[index % ends.length] ?? "\n")).join("");
    return `${mark ? "\ufeff" : ""}${ended ? all : all.trimEnd()}`;
  });
const options = fc.constantFrom(
  { target: "kind", columns: ["b", "a"] },
  { target: "kind", columns: ["a", "colour", "b"], categories: ["colour"] },
  { target: ["b", "a"], columns: ["colour"], categories: ["colour"] },
  { target: "a", columns: ["b"], targets: "values" },
);
const encoded = (content: string) => new TextEncoder().encode(content);
const parsed = (choice: object) => csvOptions.parse({ path: name, ...choice });

test("for any file and any pieces, the table and the errors equal those of the plain parser", async () => {
  await fc.assert(
    fc.asyncProperty(text, options, fc.integer({ min: 1, max: 60 }), async (content, choice, piece) => {
      const [bytes, chosen] = [encoded(content), parsed(choice)];
      const expected = await outcome(() => reference(bytes, chosen));
      expect(await outcome(() => readCsv(bytes, name, chosen))).toEqual(expected);
      expect(await outcome(() => streamed(bytes, chosen, piece))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test("so they are in a file that is parsed in many pieces, one line of which is wrong", async () => {
  const plain = "1.5,2,red,,kind\n";
  const quoted = '1.5,2,"a ""b"""\r\n'.replace("\r\n", ',"x\ny",kind\r\n');
  const content = `a,b,colour,unread,kind\n${plain.repeat(5000)}${quoted.repeat(5000)}${plain.repeat(100)}`;
  const chosen = parsed({ target: "kind", columns: ["a", "b", "colour"], categories: ["colour"] });
  for (const bytes of [encoded(content), encoded(`${content}1,x,red,,kind\n`)]) {
    const expected = await outcome(() => reference(bytes, chosen));
    expect(await outcome(() => readCsv(bytes, name, chosen))).toEqual(expected);
    expect(await outcome(() => streamed(bytes, chosen, 10_000))).toEqual(expected);
  }
  expect(await outcome(() => readCsv(encoded(`${content}1,x,red,,kind\n`), name, chosen))).toMatchObject({
    message: expect.stringMatching(/^d\.csv:15102: column "b" must be a number, got "x"/),
  });
});

describe("a streamed file", () => {
  test("of one line of 17 million characters is refused", async () => {
    const bytes = encoded("1".repeat(17_000_000));
    expect(await outcome(() => streamed(bytes, parsed({ target: "y" }), 2 ** 20))).toMatchObject({
      message: expect.stringContaining("d.csv:1: a line must have at most 16777216 characters"),
    });
  });

  test.each(["", "a", "\ufeff", "a,y\n"])(
    "that holds only %j is refused as one in memory is",
    async (content) => {
      const chosen = parsed({ target: "y" });
      const expected = await outcome(() => readCsv(encoded(content), name, chosen));
      expect(expected).toHaveProperty("message");
      expect(await outcome(() => streamed(encoded(content), chosen, 1))).toEqual(expected);
    },
  );
});
