import { createSource, readYaml, type SourceNode } from "@retrograd/experiment";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Collection, Commented, CommentedFile, Item } from "./commented.js";
import { parseTypeScript } from "./parse-typescript.js";
import { placeRemarks } from "./place-remarks.js";
import { printTypeScript } from "./print-typescript.js";
import { printYaml } from "./print-yaml.js";
import { readTypeScript } from "./read-typescript.js";
import { yamlRemarks } from "./yaml-remarks.js";

// any text that a file may hold, so no lone halves of characters and no control characters
const allowed = (text: string) => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }).filter(allowed),
  fc.constantFrom(
    "true",
    "~",
    "1e3",
    "-",
    "# a",
    "a: b",
    "*x",
    "&x",
    "? a",
    "a\nb",
    "\t",
    "'",
    '"',
    "`$" + "{x}`",
    "*/",
    "//",
  ),
);
const comment = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .filter((said) => allowed(said) && !/[\u2028\u2029]/.test(said))
  .map((said) => ` ${said}`.trimEnd());
const key = text.filter((name) => name !== "__proto__" && name !== "<<");
const scalar = fc
  .oneof(
    text,
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  )
  .map((value): Commented => ({ kind: "scalar", value }));

const { collection } = fc.letrec<{ collection: Collection; value: Commented }>((tie) => ({
  collection: fc
    .record({
      list: fc.boolean(),
      inLine: fc.boolean(),
      items: fc.uniqueArray(
        fc.record({
          key,
          above: fc.array(comment, { maxLength: 2 }),
          beside: fc.option(comment, { nil: undefined, freq: 3 }),
          value: tie("value"),
        }),
        { maxLength: 4, selector: (item) => item.key },
      ),
      end: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(comment, { maxLength: 2 }) },
      ),
    })
    .map(({ list, items, ...rest }): Collection => {
      const placed = items.map(({ key, beside, ...item }): Item => {
        return { ...item, ...(list ? {} : { key }), ...(beside === undefined ? {} : { beside }) };
      });
      return { kind: list ? "list" : "mapping", items: placed, ...rest };
    }),
  value: fc.oneof({ maxDepth: 4 }, scalar, tie("collection")),
}));

const file = fc
  .record({ head: fc.array(comment, { maxLength: 2 }), root: collection })
  .filter(({ root }) => root.kind === "mapping" && root.items.length > 0);

/** The value alone. */
function plain(value: Commented): unknown {
  if (value.kind === "scalar") return Object.is(value.value, -0) ? 0 : value.value;
  if (value.kind === "list") return value.items.map((item) => plain(item.value));
  return Object.fromEntries(value.items.map((item) => [item.key, plain(item.value)]));
}

/** All comments. */
function said(value: Commented): readonly string[] {
  if (value.kind === "scalar") return [];
  const within = value.items.flatMap((item) => [
    ...item.above.filter((line) => line !== null),
    ...(item.beside === undefined ? [] : [item.beside]),
    ...said(item.value),
  ]);
  return [...within, ...value.end.filter((line) => line !== null)];
}

const sorted = ({ head, root }: CommentedFile) =>
  // those of one line are joined, and none is lost
  [...head, ...said(root)].join("").replace(/\s/g, "").split("").sort().join("");

const isCollection = (root: SourceNode | undefined) => {
  if (root === undefined || root.kind === "scalar") throw new Error("no collection");
  return root;
};

function fromYaml(yaml: string): CommentedFile {
  const source = createSource("file", "a.yaml", yaml);
  const { root, mistakes } = readYaml(source);
  expect(mistakes).toEqual([]);
  return placeRemarks(isCollection(root), source, yamlRemarks(yaml));
}

function fromTypeScript(typeScript: string): CommentedFile {
  const source = createSource("file", "a.ts", typeScript);
  const { root, mistakes } = readTypeScript(source);
  expect(mistakes).toEqual([]);
  const parsed = parseTypeScript(typeScript);
  return placeRemarks(isCollection(root), source, "problem" in parsed ? [] : parsed.remarks);
}

test("whatever a file can say stays what it is in YAML, with every comment", () => {
  fc.assert(
    fc.property(file, (given) => {
      const read = fromYaml(printYaml(given));
      expect(plain(read.root)).toEqual(plain(given.root));
      expect(sorted(read)).toBe(sorted(given));
    }),
    { seed: 41, numRuns: 100 },
  );
});

test("whatever a file can say stays what it is in TypeScript, with every comment", () => {
  fc.assert(
    fc.property(file, (given) => {
      const read = fromTypeScript(printTypeScript(given, []));
      expect(plain(read.root)).toEqual(plain(given.root));
      expect(sorted(read)).toBe(sorted(given));
    }),
    { seed: 41, numRuns: 100 },
  );
});

test("from one to the other and back again is the same text from the second time on", () => {
  fc.assert(
    fc.property(file, (given) => {
      const yaml = printYaml(fromTypeScript(printTypeScript(given, [])));
      const typeScript = printTypeScript(fromYaml(yaml), []);
      expect(sorted(fromTypeScript(typeScript))).toBe(sorted(given));
      expect(plain(fromYaml(printYaml(fromTypeScript(typeScript))).root)).toEqual(plain(given.root));
    }),
    { seed: 41, numRuns: 100 },
  );
});
