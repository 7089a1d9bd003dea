import process from "node:process";
import { openEngine } from "../engines.js";
import type { Task } from "./task.js";
import { trainingSteps } from "./training.js";

/** Steps between two looks at the memory. */
const every = 1000;
const steps = 100_000;

/** What a long training took of the machine's memory. */
export interface MemoryReport {
  readonly description: string;
  /** Resident memory in MB (10^6 bytes) after every thousand steps, and then the process's peak. */
  readonly resident: readonly number[];
  readonly peak: number;
}

/** Trains for 100,000 steps and looks at the resident memory after every thousand. */
export async function memory({
  engine: choice,
  setting,
}: Extract<Task, { kind: "memory" }>): Promise<MemoryReport> {
  const engine = openEngine(choice);
  const step = trainingSteps(engine, setting);
  const resident: number[] = [];
  for (let i = 1; i <= steps; i++) {
    await step();
    if (i % every === 0) resident.push(process.memoryUsage.rss() / 1e6);
  }
  // maxRSS is in KiB
  return { description: engine.description, resident, peak: (process.resourceUsage().maxRSS * 1024) / 1e6 };
}
