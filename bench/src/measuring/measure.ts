import { thisMachine } from "../results/machine.js";
import type { Comparison, Goal, Measured, Result, Skipped } from "../results/result.js";
import type { Contestant, Started } from "./contestant.js";
import { measureRounds, type RoundOptions } from "./rounds.js";
import { median, pairedRatios } from "./statistics.js";

/** A contestant to be. */
export interface Entrant {
  readonly name: string;
  /** Which of the workload's cases it belongs to. Cases are measured one after the other. */
  readonly case: string;
  start(): Promise<Started>;
  /** The value of a step in the workload's unit from its seconds. */
  value(secondsPerStep: number): number;
}

/** A ratio to take: the better of `above` over the better of `below`, by their medians. */
export interface Ratio {
  readonly name: string;
  readonly above: readonly string[];
  readonly below: readonly string[];
  /** What it is to reach in a case; none for a case without. */
  readonly goals?: Readonly<Record<string, Goal>>;
}

/** Something to measure side by side. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Whether a larger value is the better one. */
  readonly larger: boolean;
  readonly entrants: readonly Entrant[];
  readonly ratios: readonly Ratio[];
  /** Starts a load that runs at the same time as a case's contestants; returns a function that stops it. */
  background?(which: string): () => void;
}

/** The part of a workload whose cases have `text` in their names. */
export function selectCases(workload: Workload, text: string): Workload {
  return { ...workload, entrants: workload.entrants.filter((entrant) => entrant.case.includes(text)) };
}

/** Reports progress. */
export type Tell = (line: string) => void;

/** Measures a workload's cases, and takes its ratios. */
export async function measure(workload: Workload, options: RoundOptions, tell: Tell): Promise<Result> {
  const machine = thisMachine();
  const measured: Measured[] = [];
  const skipped: Skipped[] = [];
  for (const name of new Set(workload.entrants.map((entrant) => entrant.case))) {
    const entrants = workload.entrants.filter((entrant) => entrant.case === name);
    tell(`${workload.name}${name === "" ? "" : ` ${name}`}: ${entrants.length} contestants`);
    const stop = workload.background?.(name);
    const done = await measureCase(entrants, options, tell).finally(stop);
    measured.push(...done.measured);
    skipped.push(...done.skipped);
  }
  const { name, title, unit } = workload;
  const comparisons = compare(workload, measured);
  const date = new Date().toISOString();
  return { workload: name, title, unit, date, machine, measured, comparisons, facts: [], skipped };
}

async function measureCase(entrants: readonly Entrant[], options: RoundOptions, tell: Tell) {
  const running: { readonly entrant: Entrant; readonly contestant: Contestant }[] = [];
  const skipped: Skipped[] = [];
  try {
    for (const entrant of entrants) {
      const started = await entrant.start();
      if ("skip" in started) {
        const name = entrant.case === "" ? entrant.name : `${entrant.name} (${entrant.case})`;
        skipped.push({ name, reason: started.skip });
        tell(`  skipped: ${name}: ${started.skip}`);
      } else {
        running.push({ entrant, contestant: started.contestant });
      }
    }
    const timed = await measureRounds(
      running.map(({ contestant }) => contestant),
      options,
    );
    const measured = running.map(({ entrant, contestant }, index): Measured => {
      const { steps, secondsPerStep } = timed[index];
      const values = secondsPerStep.map((seconds) => entrant.value(seconds));
      return { name: entrant.name, case: entrant.case, description: contestant.description, steps, values };
    });
    return { measured, skipped };
  } finally {
    for (const { contestant } of running) contestant.close();
  }
}

/** The workload's ratios in every case where both sides were measured. */
export function compare(
  { ratios, larger }: Pick<Workload, "ratios" | "larger">,
  measured: readonly Measured[],
): readonly Comparison[] {
  const cases = [...new Set(measured.map((one) => one.case))];
  return ratios.flatMap(({ name, above, below, goals }) =>
    cases.flatMap((which): Comparison[] => {
      const bestOf = (names: readonly string[]) => {
        const present = measured.filter((one) => one.case === which && names.includes(one.name));
        const ordered = present.toSorted((a, b) => median(b.values) - median(a.values));
        return larger ? ordered[0] : ordered.at(-1);
      };
      const [top, bottom] = [bestOf(above), bestOf(below)];
      if (top === undefined || bottom === undefined) return [];
      const goal = goals?.[which];
      const ratioName = below.length > 1 ? `${name} (${bottom.name})` : name;
      const result = { name: ratioName, case: which, ratios: pairedRatios(top.values, bottom.values) };
      return [goal === undefined ? result : { ...result, goal }];
    }),
  );
}
