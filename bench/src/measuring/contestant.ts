import { type ChildProcessByStdio, spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { rootFolder } from "../folders.js";

/** A program to start, and what it is given. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder it runs in. Default: the repository. */
  readonly folder?: string;
}

/** Something that does a number of steps and reports the time they took. */
export interface Contestant {
  /** Library, version and threads. */
  readonly description: string;
  /** Seconds that `count` steps took, by its clock. @throws Error when it dies */
  run(count: number): Promise<number>;
  close(): void;
}

/** A contestant, or why there is none. */
export type Started = { readonly contestant: Contestant } | { readonly skip: string };

/** What is measured: time by the clock, or the time that processors worked for the process, which other processes do not
 *  lengthen. */
export type Clock = "seconds" | "processorSeconds";

/** Starts a process that speaks the bench's protocol: it prints {"ready": description} or {"skip": reason}; then it
 *  answers each line with a number of steps by {"seconds": ..., "processorSeconds": ...}. */
export async function startProcess(
  { file, args, environment }: Command,
  clock: Clock = "seconds",
): Promise<Started> {
  const child = spawn(file, args, {
    cwd: rootFolder,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines = new Lines(child);
  const first = await lines.next().catch((error: Error) => ({ skip: error.message }));
  if ("skip" in first && typeof first.skip === "string") {
    child.kill();
    return { skip: first.skip };
  }
  return {
    contestant: {
      description: "ready" in first ? String(first.ready) : "",
      async run(count) {
        child.stdin.write(`${count}\n`);
        const answer = await lines.next();
        const time = answer[clock];
        if (typeof time !== "number") throw new Error(`no ${clock} in ${JSON.stringify(answer)}`);
        return time;
      },
      close() {
        child.kill();
      },
    },
  };
}

type Message = Readonly<Record<string, unknown>>;

/** The messages of a child, one at a time; its death is an error for whoever waits. */
class Lines {
  readonly #iterator: AsyncIterator<string>;
  #complaints = "";
  #failure: string | undefined;

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#iterator = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    child.on("error", (error) => {
      this.#failure = error.message;
    });
    // a child that has died says so on stdout's end
    child.stdin.on("error", () => {});
  }

  async next(): Promise<Message> {
    for (;;) {
      const { value, done } = await this.#iterator.next();
      if (done === true) {
        const last = this.#complaints.trim().split("\n").at(-1);
        throw new Error(this.#failure ?? (last || "it ended without a word"));
      }
      // libraries print greetings of their own
      if (value.startsWith("{")) return JSON.parse(value);
    }
  }
}

/** A whole process, from its start to its end, as one step. */
export function wholeProcess({ file, args, environment, folder }: Command, description: string): Contestant {
  const once = () =>
    new Promise<number>((resolve, reject) => {
      const begin = performance.now();
      const child = spawn(file, args, {
        cwd: folder ?? rootFolder,
        env: { ...process.env, ...environment },
        stdio: "ignore",
      });
      child.on("error", reject);
      child.on("exit", (code) => {
        if (code === 0) resolve((performance.now() - begin) / 1000);
        else reject(new Error(`it ended with exit code ${code}`));
      });
    });
  return {
    description,
    async run(count) {
      let seconds = 0;
      for (let i = 0; i < count; i++) seconds += await once();
      return seconds;
    },
    close() {},
  };
}
