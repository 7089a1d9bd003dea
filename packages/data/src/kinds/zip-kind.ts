import { type FileKind, hasCharactersAt } from "./file-kind.js";

/** Formats that are zip archives, each with a part of the name of a file in it. */
const formats: readonly (readonly [part: string, kind: FileKind])[] = [
  ["xl/workbook.", { name: "an Excel workbook (.xlsx)", instead: "save it as CSV UTF-8" }],
  ["xl/worksheets/", { name: "an Excel workbook (.xlsx)", instead: "save it as CSV UTF-8" }],
  [
    "opendocument.spreadsheet",
    { name: "an OpenDocument spreadsheet (.ods)", instead: "save it as CSV UTF-8" },
  ],
  ["Index/Document.iwa", { name: "a Numbers or Pages document", instead: "export it as CSV" }],
  ["word/document", { name: "a Word document (.docx)", instead: "copy its table into a CSV file" }],
  ["ppt/presentation", { name: "a presentation (.pptx)", instead: "copy its table into a CSV file" }],
  ["/data.pkl", { name: "a PyTorch file", instead: "save its arrays with numpy.save or numpy.savez" }],
  [".npy", { readBy: "npz", name: "an NPZ file", instead: 'read it with "npz"' }],
  [
    "[Content_Types].xml",
    { name: "an Office document, such as an Excel workbook", instead: "save it as CSV UTF-8" },
  ],
];

/** The kind of a zip archive, decided by the names of its files; undefined for other files. */
export function zipKind(bytes: Uint8Array): FileKind | undefined {
  const hasFiles = hasCharactersAt(bytes, 0, "PK\x03\x04");
  if (!hasFiles && !hasCharactersAt(bytes, 0, "PK\x05\x06")) return undefined;
  // names are not compressed; they are before each file and in the directory at the end
  const text = new TextDecoder("latin1").decode(bytes);
  const match = formats.find(([part]) => text.includes(part));
  return match?.[1] ?? { name: "a zip archive", instead: "unpack it first, and name one of its files" };
}
