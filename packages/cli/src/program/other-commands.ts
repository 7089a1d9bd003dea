import { visibleText } from "@retrograd/core";
import { settingOf, shellWord } from "@retrograd/experiment";

const trials = "lr-find for the learning rate, or train --set KEY=VALUE once for each value";

/** What other programs, and people, call what a command of this one does. */
const otherCommands: Readonly<Record<string, string>> = {
  resume: "train --resume RUN",
  continue: "train --resume RUN",
  fit: "train",
  run: "train",
  start: "train",
  sweep: trials,
  tune: trials,
  eval: "evaluate",
  test: "evaluate",
  infer: "predict",
  check: "validate, or gradcheck",
  lint: "validate",
  summary: "describe",
  list: "runs",
  ls: "runs",
  compare: "runs compare",
  diff: "runs diff",
  verify: "runs verify",
  create: "init",
};

/** What the parser says of a command that is not there, with the command that is meant where its name is one of another
 *  program, which may look like something else here. `said`: one complaint or several lines of them */
export function withSuggestedCommand(said: string): string {
  const [complaint, word] = /^error: unknown command '([^']+)'/.exec(said) ?? [];
  if (complaint === undefined || word === undefined) return visibleComplaint(said);
  const isFile = /\.(ya?ml|m?[jt]s)$/.test(word);
  const meant = isFile
    ? `train ${word}`
    : Object.hasOwn(otherCommands, word)
      ? otherCommands[word]
      : undefined;
  return meant === undefined ? visibleComplaint(said) : withHint(complaint, meant);
}

/** The same of an option that is not there, for a command that takes `--set`: what says it in the experiment file can be
 *  overridden. args: the command line, for the value */
export function withSetting(said: string, args: readonly string[]): string {
  const [complaint, option, name] = /^error: unknown option '(--([^'=]+)[^']*)'/.exec(said) ?? [];
  if (complaint === undefined || option === undefined || name === undefined) return visibleComplaint(said);
  const path = settingOf(name);
  if (path === undefined) return visibleComplaint(said);
  const next = args[args.indexOf(option) + 1];
  const value = option.split("=", 2)[1] ?? (next?.startsWith("-") === false ? next : "VALUE");
  return withHint(complaint, `--set ${path}=${shellWord(value)}`);
}

function withHint(complaint: string, meant: string): string {
  return `${visibleText(complaint)}\n(Did you mean ${visibleText(meant)}?)`;
}

/** A complaint on one line, with the hint below that the parser may add. A word in quotes cannot pass for the hint, as its
 *  closing quote follows it. */
function visibleComplaint(said: string): string {
  const [hint = ""] = /\n\(Did you mean [^\n]*\?\)$/.exec(said) ?? [];
  return `${visibleText(said.slice(0, said.length - hint.length))}${hint}`;
}
