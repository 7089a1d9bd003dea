import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import process from "node:process";
import { RetrogradError } from "@retrograd/core";
import type { Environment, OutputStream } from "../environment.js";
import { alreadyThere } from "../write-new.js";

/** Where predictions go. */
export interface OutputSink {
  /** False where nobody reads any more. */
  write(text: string): Promise<boolean>;
  /** Makes what was written count. */
  finish(): Promise<boolean>;
  /** Ends without it; does nothing after `finish`. */
  discard(): void;
}

// characters that are held back, so that an error in a small file leaves no predictions behind
const heldBack = 2 ** 20;

/** Predictions on stdout: the first million characters come when there are more or all is done. */
export function streamSink(stream: OutputStream): OutputSink {
  let held = "";
  let flowing = false;
  const send = async (text: string) => {
    if (text !== "") stream.write(text);
    return (await stream.drained?.()) ?? true;
  };
  const flush = () => {
    const text = held;
    held = "";
    return send(text);
  };
  return {
    async write(text) {
      if (flowing) return send(text);
      held += text;
      if (held.length < heldBack) return true;
      flowing = true;
      return flush();
    },
    finish: flush,
    discard() {
      held = "";
    },
  };
}

/** A new file, which is there under its name only when it is whole. Until then it stands beside it as `.NAME.PID.partial`; what a
 *  killed process left there is removed by the next.
 *  @throws RetrogradError E_FILE where it cannot be written, or is there already */
export function fileSink(path: string, { directory }: Pick<Environment, "directory">): OutputSink {
  const place = resolve(directory, path);
  const [folder, name] = [dirname(place), basename(place)];
  const partial = join(folder, `.${name}.${process.pid}.partial`);
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RetrogradError("E_FILE", `${path} cannot be written: ${reason}`, { cause: error });
    }
  };
  let open = true;
  const fd = attempt(() => {
    mkdirSync(folder, { recursive: true });
    removeLeftovers(folder, name);
    return openSync(partial, "w");
  });
  const close = () => {
    if (open) closeSync(fd);
    open = false;
  };
  return {
    async write(text) {
      const bytes = Buffer.from(text);
      attempt(() => {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      });
      return true;
    },
    async finish() {
      attempt(() => fsyncSync(fd));
      close();
      try {
        // a link, unlike a renaming, takes the place of no file
        linkSync(partial, place);
        rmSync(partial);
      } catch (error) {
        if (existsSync(place)) throw alreadyThere(path);
        // some file systems have no links
        if (!(error instanceof Error)) throw error;
        attempt(() => renameSync(partial, place));
      }
      return true;
    },
    discard() {
      close();
      rmSync(partial, { force: true });
    },
  };
}

/** Removes what processes that have ended left of the same file. */
function removeLeftovers(folder: string, name: string): void {
  const start = `.${name}.`;
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith(start) || !entry.endsWith(".partial")) continue;
    const pid = Number(entry.slice(start.length, -".partial".length));
    if (Number.isSafeInteger(pid) && pid > 0 && !isRunning(pid)) rmSync(join(folder, entry), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
