import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtinData } from "@retrograd/data";
import { experimentJsonSchema, type JsonSchema } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";
import { expect, test } from "vitest";
import { documentCodes, documentRegistry } from "./document-registry.js";
import { root } from "./outside-project.js";

const registry = createRegistry(builtins, builtinData, builtinTraining);
const format = join(root, "docs/spec-format.md");
const [begin, end] = ["<!-- generated: what is registered -->", "<!-- end of what is generated -->"];

// each of these is written anew by `pnpm exec vitest run tests/documents.test.ts -u`

test("the format's page lists everything that is registered, with its options", async () => {
  const text = readFileSync(format, "utf8");
  const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  expect(after).toBeGreaterThan(before);
  const current = `${text.slice(0, before)}\n\n${documentRegistry(registry)}\n\n${text.slice(after)}`;
  await expect(current).toMatchFileSnapshot(format);
});

test("every option has a type", () => {
  expect(documentRegistry(registry)).not.toMatch(/\| any +\|/);
});

test("the page of mistakes lists every code", async () => {
  await expect(documentCodes()).toMatchFileSnapshot(join(root, "docs/mistakes.md"));
});

test("the schema that ships is that of the built-in definitions", async () => {
  const schema = `${JSON.stringify(experimentJsonSchema(registry), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(join(root, "packages/experiment/experiment.schema.json"));
});

test("the format's page has a row for every key, with its default", () => {
  const text = readFileSync(format, "utf8");
  const missing: string[] = [];
  const visit = (schema: JsonSchema, section: string) => {
    for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
      // keys of mappings within a section are called by both: `stop.metric`
      const name = ["data", "model", "train", "gradcheck", ""].includes(section) ? key : `${section}.${key}`;
      const rows = text
        .split("\n")
        .filter((line) => line.startsWith("|") && line.split("|")[1]?.includes(`\`${name}\``));
      const { default: usual } = value;
      const plain = ["string", "number"].includes(typeof usual) ? `\`${usual}\`` : "";
      // a mapping within a section has rows for its keys alone
      const isInner = section !== "" && value.properties !== undefined;
      if (!isInner && !rows.some((row) => row.includes(plain))) missing.push(`${section} ${name} ${plain}`);
      visit(value, key);
    }
  };
  visit(experimentJsonSchema(registry), "");
  expect(missing).toEqual([]);
});
