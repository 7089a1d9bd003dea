import { visibleJson, visibleText } from "@retrograd/core";
import type { TextPlace } from "@retrograd/experiment";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Explanation } from "../explanations/explanation.js";
import { explanationSources } from "../explanations/sources.js";
import { type CheckedFile, type FailedFile, type Finding, isFailed, type ReportedFile } from "./finding.js";

/** A check as SARIF 2.1.0, which code scanning and editors read. It has a result for each tensor that is wrong or not proved,
 *  at its layer's entry in the experiment, a result for each mistake of a file that could not be checked, and a rule for each
 *  code.
 *  @param version of Retrograd */
export function renderSarif(files: readonly ReportedFile[], version: string): string {
  const results = files.flatMap((file) => (isFailed(file) ? toErrors(file) : toResults(file)));
  const codes = [...new Set(results.map(({ ruleId }) => ruleId))];
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "retrograd", version, rules: codes.map(toRule) } },
        columnKind: "utf16CodeUnits",
        properties: { checks: files.map(toCheck) },
        results: results.map((result) => ({ ...result, ruleIndex: codes.indexOf(result.ruleId) })),
      },
    ],
  };
  return `${visibleJson(JSON.stringify(log, null, 2))}\n`;
}

/** How a file was checked. Results do not show it when everything is proved. */
function toCheck(file: ReportedFile) {
  const { sourcePath } = file;
  if (isFailed(file)) return { uri: toUri(sourcePath), verdict: "error" };
  const { verdict, mode, tensors } = file.report;
  const fast = tensors.filter((tensor) => tensor.mode === "fast");
  const alongDirections = fast.map(({ layer, tensor }) => `${layer}.${tensor}`);
  return { uri: toUri(sourcePath), verdict, mode, alongDirections };
}

function toRule(code: string): ReportingDescriptor {
  const explanation = explanationSources
    .flatMap(({ explanations }) => explanations)
    .find((candidate) => candidate.code === code);
  if (explanation === undefined) return { id: code };
  const { title, meaning } = explanation;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: helpOf(explanation) },
  };
}

function helpOf({ meaning, output, fix }: Explanation): string {
  return [meaning, output, fix].filter((part) => part !== undefined).join("\n\n");
}

/** A result with the id of its rule. */
type RuledResult = Result & { readonly ruleId: string };

function toResults({ sourcePath, findings }: CheckedFile): readonly RuledResult[] {
  return findings.filter(({ level }) => level !== "none").map((finding) => toResult(sourcePath, finding));
}

/** The mistakes of a file that could not be checked, each at its place if it has one. */
function toErrors({ sourcePath, error: { code, message, diagnostics } }: FailedFile): readonly RuledResult[] {
  if (diagnostics === undefined) {
    const location = { physicalLocation: { artifactLocation: { uri: toUri(sourcePath) } } };
    return [{ ruleId: code, level: "error", message: { text: visibleText(message) }, locations: [location] }];
  }
  return diagnostics.map(({ source, file, ...diagnostic }) => ({
    ruleId: diagnostic.code,
    level: "error",
    message: { text: visibleText(diagnostic.message) },
    locations: [
      {
        physicalLocation: {
          // an override is not in any file: it is reported for the experiment that it changes
          artifactLocation: { uri: toUri(source === "base" ? file : sourcePath) },
          ...(source === "set" ? {} : { region: regionOf(diagnostic) }),
        },
      },
    ],
  }));
}

function regionOf({ line, column, endLine, endColumn }: TextPlace) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function toResult(sourcePath: string, finding: Finding): RuledResult {
  const { code, level, message, command, place, report } = finding;
  const name = `${report.layer}.${report.tensor}`;
  return {
    ruleId: code,
    level,
    message: { text: `${visibleText(message)}\n${command}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(sourcePath) },
          region: regionOf(place),
        },
        logicalLocations: [{ name: report.tensor, fullyQualifiedName: name }],
      },
    ],
    // the fingerprint of a mistake does not change when its layer moves within the file
    partialFingerprints: { "gradient/v1": `${sourcePath}:${name}:${code}` },
  };
}

/** A path as a URI reference: relative, or file:///... where it is absolute. */
function toUri(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  if (path.startsWith("/")) return `file://${encoded}`;
  // a first segment with a colon would read as a scheme
  return /^[a-z]:\//i.test(path) ? `file:///${encoded}` : encoded;
}
