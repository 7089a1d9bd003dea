import type { FileKind } from "./file-kind.js";

const saveAsUtf8 = "save it as UTF-8";
const lines =
  'write one object per line, such as {"a": 1, "b": 2}, without the list around them (jq -c \'.[]\' does)';

/** How text that is not a table starts, after a byte order mark and white space. */
const textStarts: readonly (readonly [start: RegExp, kind: FileKind])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    { name: "a pointer of Git LFS, not the file itself", instead: "run git lfs pull" },
  ],
  [/^<(!doctype html|html)\b/i, { name: "an HTML page", instead: "download the file itself" }],
  [/^<svg\b/i, { name: "an SVG image", instead: "convert it to PNG or JPEG" }],
  [/^<\?xml\b/i, { name: "an XML document", instead: "export its table as CSV" }],
  [/^@relation\b/i, { name: "an ARFF file", instead: "save it as CSV UTF-8" }],
  // the name of a column may start with a bracket too
  [/^\[\s*([{["\]]|(-?\d[\d.eE+-]*|null|true|false)\s*,)/, { name: "a JSON array", instead: lines }],
  [
    /^\{\s*[\r\n]/,
    {
      name: "a JSON document of several lines",
      instead: 'write one object per line, such as {"a": 1, "b": 2}',
    },
  ],
];

const jsonLines: FileKind = { readBy: "jsonl", name: "a JSON Lines file", instead: 'read it with "jsonl"' };

/** The kind of text that is not a table of cells, or not in UTF-8; undefined for other text. */
export function textKind(bytes: Uint8Array): FileKind | undefined {
  const utf = otherUnicode(bytes);
  if (utf !== undefined) return { name: `text in ${utf}`, instead: saveAsUtf8 };
  const text = new TextDecoder().decode(bytes.subarray(0, 1000)).trimStart();
  const match = textStarts.find(([start]) => start.test(text));
  if (match !== undefined) return match[1];
  // the name of a column may start with a brace too
  return /^\{\s*["'}]|^\{[^,\r\n]*:/.test(text) ? jsonLines : undefined;
}

/** UTF-16 or UTF-32, recognised by a byte order mark, or by zeros in every second byte. */
function otherUnicode([a, b, c, d]: Uint8Array): string | undefined {
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    return "UTF-32";
  }
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return "UTF-16";
  const [low, high] = [
    isPrintable(a) && b === 0 && isPrintable(c) && d === 0,
    a === 0 && isPrintable(b) && c === 0 && isPrintable(d),
  ];
  return low || high ? "UTF-16" : undefined;
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x20 && byte < 0x7f;
}
