import { Command } from "@commander-js/extra-typings";
import { ownVersion } from "@retrograd/node/command";
import { commands } from "./commands.js";
import { examples } from "./options.js";
import type { ProgramContext } from "./program-context.js";

/** The program with all its commands. Each command's code is loaded only when it runs. */
export function createProgram(context: ProgramContext): Command {
  const { environment, complain } = context;
  const program = new Command("retrograd")
    .description("Train neural networks written as YAML, and prove their gradients.")
    .version(ownVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => environment.stdout.write(text),
      writeErr: complain,
      getOutHelpWidth: () => environment.stdout.columns,
      getErrHelpWidth: () => environment.stderr.columns,
      outputError: (text, write) => write(text),
    })
    .addHelpText(
      "after",
      examples(
        ["retrograd init", "write a commented experiment.yaml"],
        ["retrograd train experiment.yaml", "train it, into runs/..."],
        ["retrograd gradcheck experiment.yaml", "prove its gradients"],
      ),
    );
  for (const add of commands) add(program, context);
  return program;
}
