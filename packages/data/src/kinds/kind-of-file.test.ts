import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { checkKind, kindOfFile } from "./kind-of-file.js";

const bytes = (latin1: string) => Uint8Array.from(Buffer.from(latin1, "latin1"));
const utf8 = (text: string) => new TextEncoder().encode(text);
const archive = (...names: string[]) =>
  zipSync(Object.fromEntries(names.map((name) => [name, strToU8("x".repeat(100))])));
const padded = (text: string, index: number) => bytes(text.padStart(index + text.length, "\0"));

describe("names the kind of a file that no reader reads", () => {
  test.each<[string, Uint8Array, string]>([
    ["an Excel workbook (.xlsx)", archive("docProps/app.xml", "xl/workbook.xml"), "save it as CSV UTF-8"],
    [
      "an OpenDocument spreadsheet (.ods)",
      zipSync({ mimetype: [strToU8("application/vnd.oasis.opendocument.spreadsheet"), { level: 0 }] }),
      "save it as CSV UTF-8",
    ],
    ["a Word document (.docx)", archive("[Content_Types].xml", "word/document.xml"), "copy its table"],
    ["a PyTorch file", archive("model/data.pkl", "model/data/0"), "numpy.save"],
    ["a zip archive", archive("table.csv"), "unpack it first, and name one of its files"],
    ["a zip archive", zipSync({}), "unpack it first"],
    [
      "an old Excel workbook (.xls), or one with a password",
      bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
      "save it as CSV",
    ],
    ["a gzip file", gzipSync("a,b\n"), "decompress it first"],
    ["a bzip2 file", bytes("BZh91AY&SY"), "decompress it first"],
    ["a Zstandard file", bytes("\x28\xb5\x2f\xfd\0"), "decompress it first"],
    ["a tar archive", padded("ustar\x0000", 257), "unpack it first"],
    ["a WebP image", bytes("RIFF\x1a\0\0\0WEBPVP8L"), "convert it to PNG or JPEG"],
    ["a GIF image", bytes("GIF89a\x01\0\x01\0"), "convert it to PNG or JPEG"],
    ["a BMP image", bytes("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"), "convert it to PNG or JPEG"],
    ["a TIFF image", bytes("II*\0\x08\0\0\0"), "convert it to PNG or JPEG"],
    ["an HEIC image", bytes("\0\0\0\x18ftypheic\0\0\0\0"), "convert it to PNG or JPEG"],
    ["a PDF document", bytes("%PDF-1.7\n%\xe2\xe3"), "copy its table into a CSV file"],
    ["an Arrow or Feather file", bytes("ARROW1\0\0\xff\xff"), "export it as CSV or Parquet"],
    ["an HDF5 file", bytes("\x89HDF\r\n\x1a\n"), "numpy.save"],
    [
      "a Python pickle, which is not read because reading it would run its code",
      bytes("\x80\x04\x95"),
      "numpy.save",
    ],
    ["a JSON array", utf8('\n [ {"a": 1},\n {"a": 2} ]'), "one object per line"],
    ["a JSON array", utf8("[[1, 2], [3, 4]]"), "one object per line"],
    ["a JSON array", utf8("[-1.5, 2]"), "one object per line"],
    ["a JSON array", utf8("[]"), "one object per line"],
    ["a JSON document of several lines", utf8('{\n  "rows": [1]\n}'), "one object per line"],
    ["an HTML page", utf8("<!DOCTYPE html>\n<html>"), "download the file itself"],
    ["an XML document", utf8('\ufeff<?xml version="1.0"?>'), "export its table as CSV"],
    [
      "a pointer of Git LFS, not the file itself",
      utf8("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"),
      "run git lfs pull",
    ],
    ["text in UTF-16", bytes("\xff\xfea\0,\0"), "save it as UTF-8"],
    ["text in UTF-16", bytes("a\0,\0b\0\n\0"), "save it as UTF-8"],
    ["text in UTF-32", bytes("\xff\xfe\0\0a\0\0\0"), "save it as UTF-8"],
    [
      "a binary file of an unknown kind (it starts with 01 02 00 ff)",
      Uint8Array.of(1, 2, 0, 255),
      "save it as CSV UTF-8",
    ],
  ])("%s", (name, content, instead) => {
    expect(kindOfFile(content)).toMatchObject({ name, instead: expect.stringContaining(instead) });
    expect(kindOfFile(content)).not.toHaveProperty("readBy");
  });
});

describe("knows the reader of a file", () => {
  test.each<[string, string, Uint8Array]>([
    ["an archive of arrays", "npz", archive("x.npy", "t.npy")],
    ["an array of NumPy", "npy", bytes("\x93NUMPY\x01\0")],
    ["IDX of bytes", "idx", bytes("\0\0\x08\x03\0\0\0\x01")],
    ["IDX of floats", "idx", bytes("\0\0\x0d\x01\0\0\0\x01")],
    ["Parquet", "parquet", bytes("PAR1\x15\0")],
    ["PNG", "images", bytes("\x89PNG\r\n\x1a\n")],
    ["JPEG", "images", bytes("\xff\xd8\xff\xe0")],
    ["one object per line", "jsonl", utf8('\ufeff\n {"a": 1}\n{"a": 2}\n')],
    ["an object without keys", "jsonl", utf8("{}\n")],
    ["a table", "csv", utf8("a,b\n1,2\n")],
    ["a table whose first column has the name of a format", "csv", utf8("PAR1,PAR2\n1,2\n")],
    ["a table of that column alone", "csv", utf8("PAR1\n1\n")],
    ["a table whose first name is BM", "csv", utf8("BMI,age\n1,2\n")],
    ["a table whose first name is in brackets", "csv", utf8("[Fe/H],[1]\n1,2\n")],
    ["a table whose first name is in braces", "csv", utf8("{a},b\n1,2\n")],
    ["a table in Latin-1", "csv", bytes("na\xefve,b\n1,2\n")],
    ["an empty file", "csv", new Uint8Array(0)],
  ])("%s", (_what, readBy, content) => {
    expect(kindOfFile(content).readBy).toBe(readBy);
  });
});

test("an error has the expected kind, the kind of the file, and what to do", () => {
  const csv = { readBy: "csv", what: "a CSV file" } as const;
  expect(() => checkKind(archive("xl/workbook.xml"), "table.csv", csv)).toThrow(
    "table.csv: must be a CSV file, got an Excel workbook (.xlsx): save it as CSV UTF-8",
  );
  expect(() => checkKind(bytes("\x93NUMPY\x01\0"), "x.csv", csv)).toThrow(
    'x.csv: must be a CSV file, got an NPY file: read it with "npy"',
  );
  expect(() => checkKind(utf8("a,b\n"), "x.csv", csv)).not.toThrow();
});
