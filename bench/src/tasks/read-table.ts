import { createReadStream } from "node:fs";
import { finished } from "node:stream/promises";
import { builtinData, prepareData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import { createRegistry, resolveOrThrow } from "@retrograd/plugin";
import { parse } from "csv-parse";
import type { Work } from "./serve.js";
import type { Task } from "./task.js";

/** Reads a CSV file to where a run could begin, or with csv-parse alone, which keeps nothing. */
export function readTable({ path, by }: Extract<Task, { kind: "table" }>): Work {
  const read = by === "csv-parse" ? () => parseAlone(path) : () => load(path);
  return {
    description:
      by === "csv-parse"
        ? "csv-parse, a stream whose records are let go"
        : "parsed, hashed, stored, split by class, scaled",
    async run(count) {
      const begin = performance.now();
      for (let i = 0; i < count; i++) await read();
      return (performance.now() - begin) / 1000;
    },
  };
}

async function parseAlone(path: string): Promise<void> {
  let records = 0;
  const parser = parse({
    on_record: () => {
      records++;
      return null;
    },
  });
  createReadStream(path, { highWaterMark: 2 ** 20 })
    .pipe(parser)
    .resume();
  await finished(parser);
  if (records === 0) throw new Error("csv-parse read nothing");
}

async function load(path: string): Promise<void> {
  const registry = createRegistry(builtinData);
  const { definition, options } = resolveOrThrow(registry, "datasets", {
    csv: { path, target: "class", stream: true },
  });
  const data = await definition.load(options, nodeDataFiles({ base: "." }));
  prepareData(data, { scale: "standardize", stratify: true });
}
