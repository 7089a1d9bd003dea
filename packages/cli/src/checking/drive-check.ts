import type { checkNetworkInSteps, GradientReport } from "@retrograd/gradcheck";
import type { Interrupt } from "@retrograd/node/command";
import { formatCount, formatDuration } from "@retrograd/node/format";
import type { Environment } from "../environment.js";
import { renderProgress } from "../terminal/progress-bar.js";
import type { Terminal } from "../terminal/terminal.js";

// milliseconds between two looks at signals
const attention = 50;

// seconds after which the pace can be told
const pace = 1;

/** How a check ended: with its report, or before it. */
export type CheckOutcome =
  | { readonly report: GradientReport }
  | { readonly report?: undefined; readonly interrupt: Interrupt };

/** Drives a check to its report, with a line of progress. The first interrupt ends it. */
export async function driveCheck(
  steps: ReturnType<typeof checkNetworkInSteps>,
  terminal: Terminal,
  environment: Environment,
): Promise<CheckOutcome> {
  let interrupt: Interrupt | undefined;
  const stopListening = environment.onInterrupt((signal) => {
    interrupt = signal;
  });
  const begun = environment.clock();
  let lookedAt = -Infinity;
  try {
    for (;;) {
      const step = steps.next();
      if (step.done) return { report: step.value };
      const { done, total } = step.value;
      const now = environment.clock();
      if (now - lookedAt >= attention) {
        lookedAt = now;
        await environment.pause();
      }
      if (interrupt !== undefined) {
        const far = `${formatCount(done)} of ${formatCount(total)} elements`;
        terminal.warn(
          `interrupted by ${interrupt} after ${far}: nothing is proved, and no report is written`,
        );
        return { interrupt };
      }
      terminal.line.show(() => progressLine(terminal, { done, total, seconds: (now - begun) / 1000 }));
    }
  } finally {
    stopListening();
  }
}

function progressLine(
  terminal: Terminal,
  { done, total, seconds }: { readonly done: number; readonly total: number; readonly seconds: number },
): string {
  const known = seconds >= pace && done > 0;
  const facts = [
    `${formatCount(done)}/${formatCount(total)} elements`,
    ...(known ? [`${formatDuration((seconds * (total - done)) / done)} left`] : []),
  ];
  return renderProgress({ done, total, facts }, terminal.lineWidth - 1, terminal.noteColours);
}
