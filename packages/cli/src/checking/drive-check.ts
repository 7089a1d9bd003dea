import type { checkNetworkInSteps, GradientReport } from "@retrograd/gradcheck";
import type { Interrupt } from "@retrograd/node/command";
import { formatCount, formatDuration } from "@retrograd/node/format";
import type { Environment } from "../environment.js";
import { renderProgress } from "../terminal/progress-bar.js";
import type { Terminal } from "../terminal/terminal.js";

// milliseconds between two pauses, in which signals are handled
const pauseInterval = 50;

// seconds after which the remaining time can be estimated
const estimateAfter = 1;

/** The result of a check: its report, or the interrupt that ended it. */
export type CheckOutcome =
  | { readonly report: GradientReport }
  | { readonly report?: undefined; readonly interrupt: Interrupt };

/** Runs a check with a progress line. The first interrupt ends it. */
export async function driveCheck(
  steps: ReturnType<typeof checkNetworkInSteps>,
  terminal: Terminal,
  environment: Environment,
): Promise<CheckOutcome> {
  let interrupt: Interrupt | undefined;
  const stopListening = environment.onInterrupt((signal) => {
    interrupt = signal;
  });
  const start = environment.clock();
  let lastPause = -Infinity;
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return { report: step.value };
      const { done, total } = step.value;
      const now = environment.clock();
      if (now - lastPause >= pauseInterval) {
        lastPause = now;
        await environment.pause();
      }
      if (interrupt !== undefined) {
        const checked = `${formatCount(done)} of ${formatCount(total)} elements`;
        terminal.warn(
          `interrupted by ${interrupt} after ${checked}: nothing is proved, and no report is written`,
        );
        return { interrupt };
      }
      terminal.line.show(() => progressLine(terminal, { done, total, seconds: (now - start) / 1000 }));
    }
  } finally {
    stopListening();
  }
}

function progressLine(
  terminal: Terminal,
  { done, total, seconds }: { readonly done: number; readonly total: number; readonly seconds: number },
): string {
  const canEstimate = seconds >= estimateAfter && done > 0;
  const facts = [
    `${formatCount(done)}/${formatCount(total)} elements`,
    ...(canEstimate ? [`${formatDuration((seconds * (total - done)) / done)} left`] : []),
  ];
  return renderProgress({ done, total, facts }, terminal.lineWidth - 1, terminal.noteColours);
}
