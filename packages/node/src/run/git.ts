import type { RunRecord } from "@retrograd/runs";
import type { NodeEnvironment } from "../environment.js";

/** The commit checked out in the working directory, and whether files differ from it; undefined outside a repository. */
export async function gitCommit({ directory, runProgram }: NodeEnvironment): Promise<RunRecord["git"]> {
  const git = (...args: readonly string[]) => runProgram("git", ["-C", directory, ...args]);
  const [commit, changes] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
  ]);
  if (commit === undefined || changes === undefined) return undefined;
  return { commit: commit.trim(), changed: changes.trim() !== "" };
}
