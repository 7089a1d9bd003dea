// Runs command lines one after the other in this process. Reports the result of each and the files that it touched.
// stdin: [{ directory, config, args }, ...]   stdout: [{ code, stdout, stderr, polluted, reads, writes }, ...]
import { text } from "node:stream/consumers";
import { takeLog } from "./file-log.mjs";

const { runCommandLine } = await import("@retrograd/cli");

async function run({ directory, config, args }) {
  const output = { stdout: "", stderr: "" };
  const stream = (name) => ({
    isTTY: false,
    columns: 100,
    write: (chunk) => {
      output[name] += chunk;
    },
  });
  takeLog();
  const code = await runCommandLine(args, {
    directory,
    variables: { RETROGRAD_BLAS: "none" },
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    nodeVersion: process.versions.node,
    platform: "test",
    cacheDirectory: `${config}/cache`,
    configDirectory: config,
    now: () => new Date(0),
    clock: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onInterrupt: () => () => undefined,
    runProgram: async () => undefined,
  });
  // a key that a specification put on every object would show here
  const polluted = Object.keys(Object.prototype);
  return { code, ...output, polluted, ...takeLog() };
}

const results = [];
for (const command of JSON.parse(await text(process.stdin))) {
  process.chdir(command.directory);
  results.push(await run(command));
}
process.stdout.write(JSON.stringify(results));
