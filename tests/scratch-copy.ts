import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./outside-project.js";

/** A copy of parts of the repository, with its dependencies, in which a test adds something as a contributor would. */
export interface ScratchCopy {
  /** Its root folder. */
  readonly folder: string;
  /** The files that an action edits or creates with the functions below, sorted. */
  touchedBy(action: () => void): readonly string[];
  /** Replaces the one occurrence of `before` in a file. @throws Error where it occurs never or more than once */
  replace(file: string, before: string, after: string): void;
  create(file: string, text: string): void;
  remove(): void;
}

/** Copies packages without what is built, fixtures and compiler options. packages: their folder names, such as "core" */
export function scratchCopy(...packages: readonly string[]): ScratchCopy {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-scratch-"));
  const touched = new Set<string>();
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
    touched.add(file);
  };
  const modules = (owner: string) => {
    mkdirSync(join(folder, owner), { recursive: true });
    symlinkSync(join(root, owner, "node_modules"), join(folder, owner, "node_modules"));
  };
  modules("");
  cpSync(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  for (const name of packages) {
    const owner = join("packages", name);
    cpSync(join(root, owner), join(folder, owner), {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist|bundle|fixtures|tsconfig.json)$/.test(path),
    });
    modules(owner);
  }
  return {
    folder,
    touchedBy(action) {
      touched.clear();
      action();
      return [...touched].toSorted();
    },
    replace(file, before, after) {
      const text = readFileSync(join(folder, file), "utf8");
      const parts = text.split(before);
      if (parts.length !== 2) throw new Error(`${file}: ${parts.length - 1} occurrences of ${before}`);
      write(file, parts.join(after));
    },
    create(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      write(file, text);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
