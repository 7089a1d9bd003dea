import type { TrainingDisplay } from "@retrograd/node/command";
import { formatCount, formatDuration, formatLoss, formatMeasure } from "@retrograd/node/format";
import type { EvaluateEvent } from "@retrograd/trainer";
import { renderProgress } from "../terminal/progress-bar.js";
import type { Terminal } from "../terminal/terminal.js";
import { plainLine, tableHeading, tableRow } from "./evaluation-rows.js";

// seconds after which the pace can be estimated
const estimateAfter = 0.2;

/** Creates the display of a training: a live line on stderr, and a row for each evaluation on stdout, or a plain line if stdout
 *  is not a terminal. */
export function createTrainingDisplay(terminal: Terminal): TrainingDisplay {
  let last: EvaluateEvent | undefined;
  return {
    step({ step, loss }, { total, trainSeconds, seconds }) {
      terminal.line.show(() => {
        const { validation, test, train } = last?.splits ?? {};
        const evaluated = validation ?? test ?? train;
        const first = last?.measures.find(({ name }) => name !== "loss");
        const all = formatCount(total);
        const facts = [
          `step ${formatCount(step).padStart(all.length)}/${all}`,
          `loss ${formatLoss(loss)}`,
          ...(first && evaluated ? [`${first.name} ${formatMeasure(first, evaluated[first.name])}`] : []),
          // the first steps are slower than the others
          ...(seconds > estimateAfter
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
          if (last === undefined) terminal.result(terminal.colours.dim(tableHeading(event, terminal.width)));
          terminal.result(tableRow(event, terminal.width));
        }
      }
      last = event;
    },
    checkpoint: (name) => terminal.detail(`checkpoint ${name}`),
    interrupted(signal) {
      terminal.warn(
        `${signal}: stopping after this step and saving a checkpoint; a second signal stops at once`,
      );
    },
    end: () => terminal.line.clear(),
  };
}
