import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { ownVersion } from "@retrograd/node/command";
import type { Environment } from "../environment.js";
import { printable } from "../terminal/printable.js";
import { isFailed, type ReportedFile } from "./finding.js";
import type { ReportFormat, ReportTarget } from "./report-format.js";

type Render = (files: readonly ReportedFile[]) => string;

/** Each format's renderer, loaded when it is needed. */
const renderers: Readonly<Record<ReportFormat, () => Promise<Render>>> = {
  pretty: async () => {
    const { renderPretty, renderUnchecked } = await import("./pretty.js");
    const render = (file: ReportedFile) =>
      isFailed(file) ? `${file.error.message}\n${renderUnchecked(file)}` : renderPretty(file);
    return (files) => printable(files.map((file) => `${render(file)}\n`).join(""), false);
  },
  json: async () => (await import("./json.js")).renderJson,
  junit: async () => (await import("./junit.js")).renderJunit,
  sarif: async () => {
    const { renderSarif } = await import("./sarif.js");
    return (files) => renderSarif(files, ownVersion());
  },
  github: async () => (await import("./github.js")).renderGithub,
  markdown: async () => (await import("./markdown.js")).renderMarkdown,
};

/** Writes the reports of a check, except the table on stdout, which is printed during the check.
 *  @throws RetrogradError E_FILE when a file cannot be written */
export async function writeReports(
  targets: readonly ReportTarget[],
  files: readonly ReportedFile[],
  environment: Environment,
): Promise<void> {
  for (const target of targets) {
    const { format, file } = target;
    if (file === undefined && format === "pretty") continue;
    const text = (await renderers[format]())(files);
    if (file === undefined) environment.stdout.write(text);
    else write(target, resolve(environment.directory, file), text);
  }
}

function write({ file, append }: ReportTarget, path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    (append ? appendFileSync : writeFileSync)(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${file} cannot be written: ${reason}`, { cause: error });
  }
}
