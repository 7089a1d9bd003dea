import { Argument, type Command } from "@commander-js/extra-typings";
import { examples } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd completion`. */
export function addCompletion(program: Command, { environment, finish }: ProgramContext): void {
  program
    .command("completion")
    .description("a script that completes commands, flags and files in your shell")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"] as const))
    .addHelpText(
      "after",
      examples(
        ['eval "$(retrograd completion bash)"', "in ~/.bashrc"],
        ['eval "$(retrograd completion zsh)"', "in ~/.zshrc, after compinit"],
        ["retrograd completion fish > ~/.config/fish/completions/retrograd.fish", "once"],
      ),
    )
    .action(async (shell) => {
      const { completion } = await import("./completion.js");
      finish(completion(shell, program, environment));
    });
}
