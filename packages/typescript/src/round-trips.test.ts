import { createSource, readYaml, type SourceNode } from "@retrograd/experiment";
import fc from "fast-check";
import { expect, test } from "vitest";
import { attachComments } from "./attach-comments.js";
import type { Collection, Commented, CommentedFile, Item } from "./commented.js";
import { parseTypeScript } from "./parse-typescript.js";
import { printTypeScript } from "./print-typescript.js";
import { printYaml } from "./print-yaml.js";
import { readTypeScript } from "./read-typescript.js";
import { yamlComments } from "./yaml-comments.js";

// any text that a file may contain: no lone surrogates and no control characters
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
  .filter((text) => allowed(text) && !/[\u2028\u2029]/.test(text))
  .map((text) => ` ${text}`.trimEnd());
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
          leading: fc.array(comment, { maxLength: 2 }),
          trailing: fc.option(comment, { nil: undefined, freq: 3 }),
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
      const keyed = items.map(({ key, trailing, ...item }): Item => {
        return { ...item, ...(list ? {} : { key }), ...(trailing === undefined ? {} : { trailing }) };
      });
      return { kind: list ? "list" : "mapping", items: keyed, ...rest };
    }),
  value: fc.oneof({ maxDepth: 4 }, scalar, tie("collection")),
}));

const file = fc
  .record({ head: fc.array(comment, { maxLength: 2 }), root: collection })
  .filter(({ root }) => root.kind === "mapping" && root.items.length > 0);

/** The value without its comments. */
function plain(value: Commented): unknown {
  if (value.kind === "scalar") return Object.is(value.value, -0) ? 0 : value.value;
  if (value.kind === "list") return value.items.map((item) => plain(item.value));
  return Object.fromEntries(value.items.map((item) => [item.key, plain(item.value)]));
}

/** All comments, in order. */
function commentsOf(value: Commented): readonly string[] {
  if (value.kind === "scalar") return [];
  const within = value.items.flatMap((item) => [
    ...item.leading.filter((line) => line !== null),
    ...(item.trailing === undefined ? [] : [item.trailing]),
    ...commentsOf(item.value),
  ]);
  return [...within, ...value.end.filter((line) => line !== null)];
}

const commentCharacters = ({ head, root }: CommentedFile) =>
  // comments on one line are joined, so compare their characters
  [...head, ...commentsOf(root)].join("").replace(/\s/g, "").split("").sort().join("");

const isCollection = (root: SourceNode | undefined) => {
  if (root === undefined || root.kind === "scalar") throw new Error("no collection");
  return root;
};

function fromYaml(yaml: string): CommentedFile {
  const source = createSource("file", "a.yaml", yaml);
  const { root, mistakes } = readYaml(source);
  expect(mistakes).toEqual([]);
  return attachComments(isCollection(root), source, yamlComments(yaml));
}

function fromTypeScript(typeScript: string): CommentedFile {
  const source = createSource("file", "a.ts", typeScript);
  const { root, mistakes } = readTypeScript(source);
  expect(mistakes).toEqual([]);
  const parsed = parseTypeScript(typeScript);
  return attachComments(isCollection(root), source, "problem" in parsed ? [] : parsed.comments);
}

test("every experiment keeps its values and comments when printed as YAML and read again", () => {
  fc.assert(
    fc.property(file, (original) => {
      const read = fromYaml(printYaml(original));
      expect(plain(read.root)).toEqual(plain(original.root));
      expect(commentCharacters(read)).toBe(commentCharacters(original));
    }),
    { seed: 41, numRuns: 100 },
  );
});

test("every experiment keeps its values and comments when printed as TypeScript and read again", () => {
  fc.assert(
    fc.property(file, (original) => {
      const read = fromTypeScript(printTypeScript(original, []));
      expect(plain(read.root)).toEqual(plain(original.root));
      expect(commentCharacters(read)).toBe(commentCharacters(original));
    }),
    { seed: 41, numRuns: 100 },
  );
});

test("every experiment keeps its values and comments when converted from TypeScript to YAML and back", () => {
  fc.assert(
    fc.property(file, (original) => {
      const yaml = printYaml(fromTypeScript(printTypeScript(original, [])));
      const typeScript = printTypeScript(fromYaml(yaml), []);
      expect(commentCharacters(fromTypeScript(typeScript))).toBe(commentCharacters(original));
      expect(plain(fromYaml(printYaml(fromTypeScript(typeScript))).root)).toEqual(plain(original.root));
    }),
    { seed: 41, numRuns: 100 },
  );
});
