import { diagnoses } from "@retrograd/gradcheck";
import { createProgram } from "../packages/cli/src/program/program.js";
import { capture } from "../packages/cli/tests/captured-environment.js";
import { markdownTable } from "./markdown-table.js";
import { root } from "./outside-project.js";

/** Every flag of `retrograd gradcheck`, as Markdown. */
export function documentGradcheckFlags(): string {
  const { environment } = capture(root);
  const program = createProgram({ environment, finish() {}, complain() {} });
  const options = program.commands.find((command) => command.name() === "gradcheck")?.options ?? [];
  const rows = options.map(({ flags, description, argChoices }) => {
    const choices = argChoices ? `: ${argChoices.map((choice) => `\`${choice}\``).join(", ")}` : "";
    return [`\`${flags}\``, `${description}${choices}`];
  });
  return markdownTable(["flag", "meaning"], rows);
}

/** Every cause that a gradient check reports, with the verdict that it belongs to, as Markdown. */
export function documentCauses(): string {
  const rows = Object.entries<{ verdict?: string; summary: string }>(diagnoses).map(
    ([code, { verdict = "fail", summary }]) => [`\`${code}\``, `\`${verdict}\``, summary],
  );
  return markdownTable(["cause", "verdict", "meaning"], rows);
}
