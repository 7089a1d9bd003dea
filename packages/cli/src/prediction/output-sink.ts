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
import { alreadyExists } from "../write-new.js";

/** The destination of predictions. */
export interface OutputSink {
  /** Resolves to false once the reader has closed. */
  write(text: string): Promise<boolean>;
  /** Completes the output. */
  finish(): Promise<boolean>;
  /** Discards output that is not complete; does nothing after `finish`. */
  discard(): void;
}

// the first characters are buffered, so that an error in a small file prints no predictions
const bufferSize = 2 ** 20;

/** Writes predictions to stdout. The first million characters are buffered until there are more or the output is complete. */
export function streamSink(stream: OutputStream): OutputSink {
  let buffer = "";
  let isFlowing = false;
  const send = async (text: string) => {
    if (text !== "") stream.write(text);
    return (await stream.drained?.()) ?? true;
  };
  const flush = () => {
    const text = buffer;
    buffer = "";
    return send(text);
  };
  return {
    async write(text) {
      if (isFlowing) return send(text);
      buffer += text;
      if (buffer.length < bufferSize) return true;
      isFlowing = true;
      return flush();
    },
    finish: flush,
    discard() {
      buffer = "";
    },
  };
}

/** Writes predictions to a new file. They are written to `.NAME.PID.partial` in the same folder, which is renamed when it is
 *  complete. Partial files of killed processes are removed.
 *  @throws RetrogradError E_FILE when the file cannot be written, or exists */
export function fileSink(path: string, { directory }: Pick<Environment, "directory">): OutputSink {
  const target = resolve(directory, path);
  const [folder, name] = [dirname(target), basename(target)];
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
        for (let offset = 0; offset < bytes.length; ) offset += writeSync(fd, bytes, offset);
      });
      return true;
    },
    async finish() {
      attempt(() => fsyncSync(fd));
      close();
      try {
        // linking, unlike renaming, never replaces a file
        linkSync(partial, target);
        rmSync(partial);
      } catch (error) {
        if (existsSync(target)) throw alreadyExists(path);
        // some file systems do not support links
        if (!(error instanceof Error)) throw error;
        attempt(() => renameSync(partial, target));
      }
      return true;
    },
    discard() {
      close();
      rmSync(partial, { force: true });
    },
  };
}

/** Removes partial files that processes which no longer run left of the same file. */
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
