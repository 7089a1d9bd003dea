import process from "node:process";
import { createInterface } from "node:readline";

/** A piece of work that can be done again and again. */
export interface Work {
  /** Library, version and threads. */
  readonly description: string;
  /** Does `count` steps; returns the seconds that count where they are not all. */
  run(count: number): void | Promise<void> | Promise<number>;
}

/** Makes the work, tells that it is ready, or why it cannot be; then answers every line `n` on stdin with the seconds
 *  that n steps took, until stdin ends. */
export async function serve(prepare: () => Work | Promise<Work>): Promise<void> {
  let work: Work;
  try {
    work = await prepare();
  } catch (error) {
    tell({ skip: error instanceof Error ? error.message.split("\n")[0] : String(error) });
    return;
  }
  tell({ ready: work.description });
  for await (const line of createInterface({ input: process.stdin })) {
    const [begin, before] = [performance.now(), process.cpuUsage()];
    const counted = await work.run(Number(line));
    const seconds = counted ?? (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(before);
    tell({ seconds, processorSeconds: (user + system) / 1e6 });
  }
}

function tell(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
