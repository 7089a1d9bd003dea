import { visibleText } from "@retrograd/core";
import { settingOf, shellWord } from "@retrograd/experiment";

const trials = "lr-find for the learning rate, or train --set KEY=VALUE once for each value";

/** Command names of other programs, each with the command that does the same here. */
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

/** Adds a suggestion to the parser's message about an unknown command that has a name in another program, or is a file. It
 *  replaces the parser's suggestion of a similar name.
 *  @param message of the parser; it may have several lines */
export function withSuggestedCommand(message: string): string {
  const [firstLine, word] = /^error: unknown command '([^']+)'/.exec(message) ?? [];
  if (firstLine === undefined || word === undefined) return visibleMessage(message);
  const isFile = /\.(ya?ml|m?[jt]s)$/.test(word);
  const suggestion = isFile
    ? `train ${word}`
    : Object.hasOwn(otherCommands, word)
      ? otherCommands[word]
      : undefined;
  return suggestion === undefined ? visibleMessage(message) : withHint(firstLine, suggestion);
}

/** Adds the matching `--set` to the parser's message about an unknown option, for a command that has `--set`.
 *  @param message of the parser
 *  @param args the command line, for the value */
export function withSetting(message: string, args: readonly string[]): string {
  const [firstLine, option, name] = /^error: unknown option '(--([^'=]+)[^']*)'/.exec(message) ?? [];
  if (firstLine === undefined || option === undefined || name === undefined) return visibleMessage(message);
  const path = settingOf(name);
  if (path === undefined) return visibleMessage(message);
  const next = args[args.indexOf(option) + 1];
  const value = option.split("=", 2)[1] ?? (next?.startsWith("-") === false ? next : "VALUE");
  return withHint(firstLine, `--set ${path}=${shellWord(value)}`);
}

function withHint(message: string, suggestion: string): string {
  return `${visibleText(message)}\n(Did you mean ${visibleText(suggestion)}?)`;
}

/** A message on one line, with the parser's suggestion below it. A quoted word cannot look like the suggestion, because its
 *  closing quote follows it. */
function visibleMessage(message: string): string {
  const [hint = ""] = /\n\(Did you mean [^\n]*\?\)$/.exec(message) ?? [];
  return `${visibleText(message.slice(0, message.length - hint.length))}${hint}`;
}
