import type { EvaluateEvent, Split, StepEvent } from "@retrograd/trainer";
import type { InterruptSignal } from "../environment.js";
import { formatCount, formatDuration, formatLoss, formatPercent } from "../terminal/numbers.js";
import { renderProgress } from "../terminal/progress-bar.js";
import type { Terminal } from "../terminal/terminal.js";

/** How far training is. */
interface Pace {
  /** Steps in all. */
  readonly total: number;
  /** Spent in training steps so far. */
  readonly trainSeconds: number;
  /** Spent so far, evaluations included. */
  readonly seconds: number;
}

/** Shows training as it goes. */
export interface TrainingDisplay {
  step(event: StepEvent, pace: Pace): void;
  evaluate(event: EvaluateEvent): void;
  interrupted(signal: InterruptSignal): void;
  end(): void;
}

const splits: readonly Split[] = ["train", "test"];
const stepWidth = 9;
const epochWidth = 9;
const metricWidth = 13;
// seconds after which the pace can be told
const settled = 0.2;

/** A display on a terminal: a live line on stderr, and a row for each evaluation on stdout; plain lines where nobody watches. */
export function createTrainingDisplay(terminal: Terminal): TrainingDisplay {
  let last: EvaluateEvent | undefined;
  return {
    step({ step, loss }, { total, trainSeconds, seconds }) {
      terminal.line.show(() => {
        const accuracy = last?.splits.test?.accuracy ?? last?.splits.train?.accuracy;
        const all = formatCount(total);
        const facts = [
          `step ${formatCount(step).padStart(all.length)}/${all}`,
          `loss ${formatLoss(loss)}`,
          ...(accuracy === undefined ? [] : [`accuracy ${formatPercent(accuracy)}`]),
          // the first steps are slow and promise nothing
          ...(seconds > settled
            ? [
                `${formatCount(step / trainSeconds)} steps/s`,
                `${formatDuration(((total - step) * seconds) / step)} left`,
              ]
            : []),
        ];
        const width = terminal.lineWidth - 1;
        return renderProgress({ done: step, total, facts }, width, terminal.noteColours);
      });
    },
    evaluate(event) {
      if (!terminal.quiet) {
        if (!terminal.interactive) terminal.result(plainLine(event));
        else {
          if (last === undefined) terminal.result(terminal.colours.dim(tableHeading(event)));
          terminal.result(tableRow(event));
        }
      }
      last = event;
    },
    interrupted(signal) {
      terminal.warn(`${signal}: ending after this step and saving the model; once more ends at once`);
    },
    end: () => terminal.line.clear(),
  };
}

/** One line without columns: `step 600  epoch 1.00  train loss 0.3421 accuracy 90.31%  ...`. */
function plainLine({ step, epoch, splits: evaluated }: EvaluateEvent): string {
  const parts = splits.flatMap((split) => {
    const metrics = evaluated[split];
    if (metrics === undefined) return [];
    const accuracy = metrics.accuracy === undefined ? "" : ` accuracy ${formatPercent(metrics.accuracy)}`;
    return [`${split} loss ${formatLoss(metrics.loss)}${accuracy}`];
  });
  return [`step ${step}`, `epoch ${epoch.toFixed(2)}`, ...parts].join("  ");
}

function tableHeading({ splits: evaluated }: EvaluateEvent): string {
  const metrics = splits.flatMap((split) => {
    const found = evaluated[split];
    if (found === undefined) return [];
    return [`${split} loss`, ...(found.accuracy === undefined ? [] : [`${split} acc`])];
  });
  const cells = metrics.map((metric) => metric.padStart(metricWidth));
  return ["step".padStart(stepWidth), "epoch".padStart(epochWidth), ...cells].join("");
}

function tableRow({ step, epoch, splits: evaluated }: EvaluateEvent): string {
  const metrics = splits.flatMap((split) => {
    const found = evaluated[split];
    if (found === undefined) return [];
    const { loss, accuracy } = found;
    return [formatLoss(loss), ...(accuracy === undefined ? [] : [formatPercent(accuracy)])];
  });
  const cells = metrics.map((metric) => metric.padStart(metricWidth));
  return [formatCount(step).padStart(stepWidth), epoch.toFixed(2).padStart(epochWidth), ...cells].join("");
}
