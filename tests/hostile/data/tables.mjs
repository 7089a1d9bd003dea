import { readFileSync } from "node:fs";
import { bytesOf, changed, decoded, flips, mixed, truncations } from "./mutations.mjs";
import { digestOf } from "./outcome.mjs";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const isNumber = (text) => decimal.test(text) && Number.isFinite(Number(text));

/** A table of numbers with a last column of classes, by names; nothing where a cell is wrong. */
function tableOf(names, rows, isCellNumber, labelOf) {
  const labels = rows.map((row) => labelOf(row.at(-1)));
  if (rows.length === 0 || labels.includes(undefined)) return undefined;
  if (!rows.every((row) => row.slice(0, -1).every(isCellNumber))) return undefined;
  const numeric = labels.every(isNumber);
  if (numeric && !labels.every((label) => Number.isInteger(Number(label)))) return undefined;
  const classNames = labels.map((label) => (numeric ? String(Number(label)) : label));
  const classes = [...new Set(classNames)].sort((a, b) => (numeric ? a - b : a < b ? -1 : 1));
  return digestOf({
    targets: "classes",
    targetNames: classes,
    inputNames: names.slice(0, -1),
    samples: {
      all: {
        x: { shape: [names.length - 1], values: rows.flatMap((row) => row.slice(0, -1).map(Number)) },
        t: { shape: [], values: classNames.map((label) => classes.indexOf(label)) },
      },
    },
  });
}

const csvText = "a,b,kind\n1,2.5,left\n-3,4e-1,right\n.5,+6,left\n";

/** CSV by RFC 4180, a character at a time; nothing where it is ragged or its quotes are wrong. */
function csvRows(text) {
  const rows = [];
  let [row, cell, at] = [[], "", 0];
  const end = () => {
    if (row.length > 0 || cell !== "") rows.push([...row, cell]);
    [row, cell] = [[], ""];
  };
  let quotedRow = false;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      if (cell !== "") return undefined;
      quotedRow = true;
      for (at++; ; at += 1) {
        if (at >= text.length) return undefined;
        if (text[at] === '"') {
          if (text[at + 1] !== '"') break;
          at++;
        }
        cell += text[at];
      }
      at++;
      if (at < text.length && !",\r\n".includes(text[at])) return undefined;
      // an empty cell in quotes alone on its line: too odd to say
      if (cell === "") return undefined;
      continue;
    }
    if (character === ",") [row, cell] = [[...row, cell], ""];
    else if (character === "\n" || character === "\r") end();
    else cell += character;
    at++;
  }
  end();
  return quotedRow || rows.length > 0 ? rows : [];
}

function csvReading(text) {
  const rows = csvRows(text.replace(/^\ufeff/, ""))?.map((row) => row.map((cell) => cell.trim()));
  if (rows === undefined || rows.length < 2) return undefined;
  const [names, ...samples] = rows;
  const wide = names.length > 1 && samples.every((row) => row.length === names.length);
  if (!wide || new Set(names).size < names.length || names.includes("") || names.at(-1) !== "kind")
    return undefined;
  return tableOf(names, samples, isNumber, (label) =>
    label === "" || label.includes("\ufffd") ? undefined : label,
  );
}

const csvPieces = [
  ...'",;\n\r\t -+.eE0159x\0\ufeff\ufffd',
  '""',
  "\r\n",
  "nan",
  "inf",
  "1e400",
  "0x10",
  "1,5",
  "é",
  "𝄞",
  ",,",
  '"a,b"',
  '"\n',
  "left",
  "kind",
  "\n\n",
  "=1+1",
  "true",
  "9".repeat(400),
  "a".repeat(5000),
  ",".repeat(300),
];
const csv = (name, bytes, expected) => ({
  name,
  entry: { csv: { path: "d", target: "kind" } },
  files: { d: bytes },
  expected,
});

/** Tables of text that are wrong. */
export function csvCases(random) {
  const texts = Array.from({ length: 400 }, () => mixed(csvText, csvPieces, random));
  return [
    csv("whole", bytesOf(csvText), { exactly: csvReading(csvText) }),
    // a kind of line that the oracle leaves out may be read or refused, but never as something else than it says
    ...texts.map((text) =>
      csv(JSON.stringify(text.slice(0, 200)), bytesOf(text), oracleOrRefused(csvReading(text))),
    ),
    ...flips(bytesOf(csvText), random).map(({ name, bytes }) =>
      csv(name, bytes, oracleOrRefused(csvReading(new TextDecoder().decode(bytes)))),
    ),
    ...truncations(bytesOf(csvText)).map(({ name, bytes }) =>
      csv(name, bytes, oracleOrRefused(csvReading(new TextDecoder().decode(bytes)))),
    ),
    csv("one line of 20 MB", new Uint8Array(20 * 2 ** 20).fill(97), "refused"),
    csv("a quote that is open for 20 MB", changed(new Uint8Array(20 * 2 ** 20).fill(97), 0, 34), "refused"),
    csv("a million cells in the header", bytesOf(`${"a,".repeat(1e6)}kind\n1,2\n`), "refused"),
    csv(
      "100,000 names in the header, none of them twice",
      bytesOf(`${Array.from({ length: 1e5 }, (_, i) => `c${i}`).join()},kind\n1,2\n`),
      "refused",
    ),
    csv(
      "100,000 lines, the last of them short",
      bytesOf(`a,b,kind\n${"1,2,x\n".repeat(1e5)}1,2\n`),
      "refused",
    ),
    csv(
      "100,000 classes",
      bytesOf(`a,kind\n${Array.from({ length: 1e5 }, (_, i) => `1,c${i}\n`).join("")}2\n`),
      "refused",
    ),
    csv("UTF-16", new Uint8Array(Buffer.from(`\ufeff${csvText}`, "utf16le")), "refused"),
    csv("gzip", Uint8Array.of(31, 139, 8, 0, 0, 0, 0, 0, 0, 0), "refused"),
    csv("a megabyte of NUL", new Uint8Array(2 ** 20), "refused"),
  ];
}

const oracleOrRefused = (digest) => (digest === undefined ? "refused" : { oracle: digest });

const jsonlText =
  '{"a": 1, "b": 2.5, "kind": "left"}\n{"a": -3, "kind": "right", "b": 0.4}\n{"b": 6, "a": true, "kind": "left"}\n';

function jsonlReading(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const objects = [];
  for (const line of lines) {
    try {
      const value = JSON.parse(line);
      if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
      // equal keys leave fewer of them than there were: written again, the line loses a colon
      const colons = (json) => json.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').split(":").length;
      if (colons(line) !== colons(JSON.stringify(value))) return undefined;
      objects.push(value);
    } catch {
      return undefined;
    }
  }
  const names = [...Object.keys(objects[0] ?? {}).filter((name) => name !== "kind"), "kind"];
  const same = (object) =>
    Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name));
  // names are what they are with spaces around them: too odd to say
  if (names.length < 2 || !objects.every(same) || names.some((name) => name.trim() !== name || name === ""))
    return undefined;
  const rows = objects.map((object) => names.map((name) => object[name]));
  const isCell = (cell) => (typeof cell === "number" && Number.isFinite(cell)) || typeof cell === "boolean";
  const labelOf = (cell) =>
    typeof cell === "string"
      ? cell.trim() === "" || cell.includes("\ufffd")
        ? undefined
        : cell.trim()
      : isCell(cell)
        ? String(cell)
        : undefined;
  return tableOf(names, rows, isCell, labelOf);
}

const jsonPieces = [
  ...'{}[]:,"\\ \n\t-+.eE019tfn\0',
  "null",
  "true",
  "NaN",
  "Infinity",
  "1e400",
  '"1"',
  '"__proto__": 1, ',
  '"a": 1, ',
  '"constructor": {}, ',
  "[[[[",
  "{}",
  "\r\n",
  "\ufeff",
  "\\u0000",
  "\\ud800",
  "'",
  "//",
  "/**/",
  "é",
  "9007199254740993",
  "[".repeat(5000),
  '{"a":'.repeat(2000),
];
const jsonl = (name, bytes, expected) => ({
  name,
  entry: { jsonl: { path: "d", target: "kind" } },
  files: { d: bytes },
  expected,
});

/** JSON Lines that are wrong. */
export function jsonlCases(random) {
  const whole = bytesOf(jsonlText);
  const texts = Array.from({ length: 250 }, () => mixed(jsonlText, jsonPieces, random));
  const deep = (open, close) =>
    bytesOf(`{"a": ${open.repeat(2e5)}1${close.repeat(2e5)}, "b": 1, "kind": "x"}\n`);
  return [
    jsonl("whole", whole, { exactly: jsonlReading(whole) }),
    ...texts.map((text) =>
      jsonl(JSON.stringify(text.slice(0, 200)), bytesOf(text), oracleOrRefused(jsonlReading(bytesOf(text)))),
    ),
    ...flips(whole, random).map(({ name, bytes }) =>
      jsonl(name, bytes, oracleOrRefused(jsonlReading(bytes))),
    ),
    ...truncations(whole).map(({ name, bytes }) => jsonl(name, bytes, oracleOrRefused(jsonlReading(bytes)))),
    jsonl("lists within lists", deep("[", "]"), "refused"),
    jsonl("objects within objects", deep('{"a":', "}"), "refused"),
    jsonl("lists that do not end", bytesOf("[".repeat(1e6)), "refused"),
    jsonl("one line of 20 MB", new Uint8Array(20 * 2 ** 20).fill(97), "refused"),
    jsonl(
      "100,000 keys",
      bytesOf(`{${Array.from({ length: 1e5 }, (_, i) => `"k${i}":${i}`).join()}}\n`),
      "refused",
    ),
  ];
}

const fixtures = JSON.parse(
  readFileSync(new URL("../../../packages/data/fixtures/tables.json", import.meta.url), "utf8"),
);
const columns = ["length", "width", "count", "total", "wild"];
const each = Array.from({ length: 12 }, (_, row) => row);
const parquetRight = digestOf({
  targets: "classes",
  targetNames: ["setosa", "virginica"],
  inputNames: columns,
  samples: {
    all: {
      x: {
        shape: [5],
        values: each.flatMap((row) => [row / 4 - 1, row / 2, row - 5, row * 1000, row % 3 === 0 ? 1 : 0]),
      },
      t: { shape: [], values: each.map((row) => row % 2) },
    },
  },
});
const parquet = (name, bytes, expected) => ({
  name,
  entry: { parquet: { path: "d", target: "kind", columns } },
  files: { d: bytes },
  expected,
});

/** Parquet files that are damaged. Pages with a CRC are the same or refused; without one, and in the footer, which has none either,
 *  nothing tells a flipped bit of a value from another value. */
export function parquetCases(random) {
  const whole = decoded(fixtures.crc);
  const footer = whole.length - 8 - new DataView(whole.buffer).getUint32(whole.length - 8, true);
  const kinds = Object.entries(fixtures).map(([name, base64]) => [name, decoded(base64)]);
  return [
    ...kinds.map(([name, bytes]) => parquet(`whole, ${name}`, bytes, { exactly: parquetRight })),
    ...flips(whole, random, { to: footer, count: 200 }).map(({ name, bytes }) =>
      parquet(`pages with CRC, ${name}`, bytes, { same: parquetRight }),
    ),
    ...flips(whole, random, { from: footer, count: 120 }).map(({ name, bytes }) =>
      parquet(`footer, ${name}`, bytes, "sane"),
    ),
    ...kinds.flatMap(([kind, bytes]) =>
      flips(bytes, random, { count: 40 }).map((flip) => parquet(`${kind}, ${flip.name}`, flip.bytes, "sane")),
    ),
    ...kinds.flatMap(([kind, bytes]) =>
      truncations(bytes, 12).map((cut) => parquet(`${kind}, ${cut.name}`, cut.bytes, "refused")),
    ),
  ];
}
