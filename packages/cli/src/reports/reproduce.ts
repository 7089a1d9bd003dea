import { shellWord } from "@retrograd/experiment";
import type { Mode } from "@retrograd/gradcheck";
import type { ExperimentFlags } from "@retrograd/node/command";

/** Options of a gradient check on which its result depends. */
export interface CheckFlags extends ExperimentFlags {
  readonly file: string;
  readonly seed: number;
  readonly batch: number;
  /** As passed on the command line. */
  readonly mode?: Mode | undefined;
  readonly burnIn?: number | undefined;
  readonly step?: number | undefined;
}

/** The command line that repeats the check of one layer of a file, with every option that the result depends on. */
export function reproduceCommand(flags: CheckFlags, layer: string): string {
  const { file, seed, batch, mode, burnIn, step, set, plugin } = flags;
  const repeated = (flag: string, values: readonly string[] = []) => values.flatMap((value) => [flag, value]);
  const words = [
    "retrograd",
    "gradcheck",
    file,
    ...["--layer", layer],
    ...["--seed", String(seed)],
    ...["--batch", String(batch)],
    ...(mode === undefined ? [] : ["--mode", mode]),
    ...(burnIn === undefined ? [] : ["--burn-in", String(burnIn)]),
    ...(step === undefined ? [] : ["--step", String(step)]),
    ...repeated("--set", set),
    ...repeated("--plugin", plugin),
  ];
  return words.map(shellWord).join(" ");
}
