import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const windows = process.platform === "win32";

/** Runs a command at the root until it ends or its time is over; then it and all its children are killed.
 *  Its output, both streams as they come, is collected, or shown as it comes with `show`. With `onLine` each line of its
 *  stdout goes there too, and its stderr is shown. `environment` is all that it sees of the variables.
 *  Never throws: a command that does not start has failed.
 *  @returns {Promise<{ ok: boolean, stdout: string, output: string, seconds: number }>} */
export function run(
  command,
  args,
  { show = false, minutes = 10, environment = process.env, folder = root, onLine } = {},
) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(command, args, {
      cwd: folder,
      env: environment,
      stdio: ["ignore", show ? "inherit" : "pipe", show || onLine ? "inherit" : "pipe"],
      // a group of its own, so that grandchildren can be ended with it
      detached: !windows,
      // pnpm and npx are scripts of the shell there
      shell: windows,
    });
    let stdout = "";
    let output = "";
    let end = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      output += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
    if (onLine) createInterface({ input: child.stdout }).on("line", onLine);
    const timer = setTimeout(() => {
      end = `stopped: not done after ${minutes.toFixed(1)} minutes`;
      killGroup(child);
    }, minutes * 60_000);
    const interrupted = () => {
      killGroup(child);
      process.exit(130);
    };
    process.once("SIGINT", interrupted).once("SIGTERM", interrupted);

    const finish = (ok) => {
      clearTimeout(timer);
      process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
      const seconds = (performance.now() - start) / 1000;
      const log = [output.trimEnd(), end].filter(Boolean).join("\n");
      resolve({ ok: ok && end === "", stdout, output: log, seconds });
    };
    child.once("error", (error) => {
      end = `${command} does not start: ${error.message}`;
      finish(false);
    });
    child.once("exit", (_code, signal) => {
      if (signal !== null && end === "") end = `killed by ${signal}`;
      // whatever it left running must not keep the output open
      killGroup(child);
    });
    child.once("close", (code) => finish(code === 0));
  });
}

function killGroup({ pid }) {
  if (pid === undefined) return;
  try {
    process.kill(windows ? pid : -pid, "SIGKILL");
  } catch {
    // nothing of it is left
  }
}
