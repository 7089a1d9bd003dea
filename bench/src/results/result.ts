import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultsFolder } from "../folders.js";

/** The computer that a result was measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted to run in the minute before: near 0 on a quiet machine. */
  readonly loadBefore: number;
}

/** One contestant's values, one a round, in the result's unit. */
export interface Measured {
  readonly name: string;
  /** Which of a workload's cases: "512" of products. */
  readonly case: string;
  /** Library, version and threads, as it tells itself. */
  readonly description: string;
  /** Steps in a round. */
  readonly steps: number;
  readonly values: readonly number[];
}

/** What a ratio or a value is to reach. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** How many times as fast one contestant was as another, one ratio a round. */
export interface Comparison {
  readonly name: string;
  readonly case: string;
  readonly ratios: readonly number[];
  readonly goal?: Goal;
}

/** A single number that was seen. */
export interface Fact {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: Goal;
}

/** A contestant that could not run, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Everything measured of a workload in one run. */
export interface Result {
  readonly workload: string;
  readonly title: string;
  readonly unit: string;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly machine: Machine;
  /** What a reader must know of this run: "other jobs were running". */
  readonly note?: string;
  readonly measured: readonly Measured[];
  readonly comparisons: readonly Comparison[];
  readonly facts: readonly Fact[];
  readonly skipped: readonly Skipped[];
}

/** Writes bench/results/<workload>.json. */
export function writeResult(result: Result): void {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${result.workload}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

/** All results of bench/results, those named in `order` first. */
export function readResults(order: readonly string[]): readonly Result[] {
  const files = readdirSync(resultsFolder).filter((file) => file.endsWith(".json"));
  const results: Result[] = files.map((file) => JSON.parse(readFileSync(join(resultsFolder, file), "utf8")));
  const place = ({ workload }: Result) => (order.indexOf(workload) + order.length + 1) % (order.length + 1);
  return results.toSorted((a, b) => place(a) - place(b));
}
