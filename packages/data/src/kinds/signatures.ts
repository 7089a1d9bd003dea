import type { Signature } from "./file-kind.js";

/** Kinds of files, by the characters they start with, that need the same action. */
function group(instead: string, names: Readonly<Record<string, readonly string[]>>): readonly Signature[] {
  return Object.entries(names).flatMap(([name, starts]) =>
    starts.map((start) => ({ name, instead, marks: [[0, start] as const] })),
  );
}

/** Images in the ISO base media container, by their brand. */
function isoImages(name: string, brands: readonly string[]): readonly Signature[] {
  return brands.map((brand) => ({ name, instead: asImage, marks: [[4, `ftyp${brand}`]] }));
}

const asImage = "convert it to PNG or JPEG";
const asTable = "export it as CSV or Parquet";
const asArrays = "save its arrays with numpy.save or numpy.savez";
const unpack = "unpack it first, and name one of its files";

/** Kinds that are read. */
const readable: readonly Signature[] = [
  ...["\x08", "\x09", "\x0b", "\x0c", "\x0d", "\x0e"].map(
    (type): Signature => ({
      readBy: "idx",
      name: "an IDX file",
      instead: 'read it with "idx"',
      marks: [[0, `\0\0${type}`]],
    }),
  ),
  { readBy: "npy", name: "an NPY file", instead: 'read it with "npy"', marks: [[0, "\x93NUMPY"]] },
  {
    readBy: "parquet",
    name: "a Parquet file",
    instead: 'read it with "parquet"',
    marks: [[0, "PAR1"]],
    binaryAt: 4,
  },
  {
    readBy: "images",
    name: "a PNG image",
    instead: 'read folders of images with "images"',
    marks: [[0, "\x89PNG"]],
  },
  {
    readBy: "images",
    name: "a JPEG image",
    instead: 'read folders of images with "images"',
    marks: [[0, "\xff\xd8\xff"]],
  },
];

/** Kinds of binary files, by their first bytes. Source: the formats' own pages, and
 *  https://www.garykessler.net/library/file_sigs.html */
export const signatures: readonly Signature[] = [
  ...readable,
  ...group("decompress it first", {
    "a gzip file": ["\x1f\x8b"],
    "a bzip2 file": ["BZh11AY&SY", ..."23456789"].map((start) =>
      start.length > 1 ? start : `BZh${start}1AY&SY`,
    ),
    "an xz file": ["\xfd7zXZ\0"],
    "a Zstandard file": ["\x28\xb5\x2f\xfd"],
    "an LZ4 file": ["\x04\x22\x4d\x18"],
  }),
  ...group(unpack, {
    "a 7-Zip archive": ["7z\xbc\xaf\x27\x1c"],
    "a RAR archive": ["Rar!\x1a\x07"],
  }),
  { name: "a tar archive", instead: unpack, marks: [[257, "ustar"]] },
  ...group("save it as CSV UTF-8", {
    "an old Excel workbook (.xls), or one with a password": ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  }),
  ...group(asTable, {
    "an encrypted Parquet file": ["PARE"],
    "an Arrow or Feather file": ["ARROW1\0\0", "FEA1"],
    "an Avro file": ["Obj\x01"],
    "an SQLite database": ["SQLite format 3\0"],
    "an SPSS file": ["$FL2@(#)"],
    "an R data file": ["RDX2\n", "RDX3\n"],
    "a Stata file": ["<stata_dta>"],
  }),
  ...group(asArrays, {
    "an HDF5 file": ["\x89HDF\r\n\x1a\n"],
    "a NetCDF file": ["CDF\x01", "CDF\x02", "CDF\x05"],
    "a MATLAB file": ["MATLAB 5.0 MAT-file"],
    "a Python pickle, which is not read because reading it would run its code": [
      "\x80\x02",
      "\x80\x03",
      "\x80\x04",
      "\x80\x05",
    ],
  }),
  ...group(asImage, {
    "a GIF image": ["GIF87a", "GIF89a"],
    "a TIFF image": ["II*\0", "MM\0*", "II+\0", "MM\0+"],
    "an icon (.ico)": ["\0\0\x01\0"],
    "a Photoshop image": ["8BPS\0"],
    "a JPEG 2000 image": ["\0\0\0\x0cjP  "],
    "a JPEG XL image": ["\0\0\0\x0cJXL ", "\xff\x0a"],
  }),
  {
    name: "a WebP image",
    instead: asImage,
    marks: [
      [0, "RIFF"],
      [8, "WEBP"],
    ],
  },
  // "BM" alone may also start a text table
  {
    name: "a BMP image",
    instead: asImage,
    marks: [
      [0, "BM"],
      [6, "\0\0\0\0"],
      [15, "\0\0\0"],
    ],
  },
  ...isoImages("an AVIF image", ["avif", "avis"]),
  ...isoImages("an HEIC image", ["heic", "heix", "mif1", "msf1"]),
  ...group("copy its table into a CSV file", {
    "a PDF document": ["%PDF-"],
    "a text document (.rtf)": ["{\\rtf"],
  }),
];
