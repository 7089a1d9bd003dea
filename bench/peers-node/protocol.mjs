// The bench's side of a contestant: one JSON line when ready, then a number of steps on stdin for seconds on stdout.
import { createInterface } from "node:readline";

export function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Answers every line `n` with the seconds that n steps took, until stdin ends. `finish` waits for the last step. */
export async function serve(description, step, finish) {
  tell({ ready: description });
  for await (const line of createInterface({ input: process.stdin })) {
    const steps = Number(line);
    const begin = performance.now();
    for (let i = 0; i < steps; i++) await step();
    await finish();
    tell({ seconds: (performance.now() - begin) / 1000 });
  }
  process.exit(0);
}
