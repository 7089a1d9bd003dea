import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Explanation } from "../explanations/explanation.js";
import { explanationSources } from "../explanations/sources.js";
import type { CheckedFile, Finding } from "./finding.js";

/** A check as SARIF 2.1.0, which code scanning and editors read: a result for each tensor that is wrong or not proved,
 *  at its layer's entry in the experiment, and a rule for each code among them. version: of Retrograd. */
export function renderSarif(files: readonly CheckedFile[], version: string): string {
  const told = files.flatMap(({ sourcePath, findings }) =>
    findings.filter(({ level }) => level !== "none").map((finding) => ({ sourcePath, finding })),
  );
  const codes = [...new Set(told.map(({ finding }) => finding.code))];
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "retrograd", version, rules: codes.map(toRule) } },
        columnKind: "utf16CodeUnits",
        properties: { checks: files.map(toCheck) },
        results: told.map(({ sourcePath, finding }) =>
          toResult(sourcePath, finding, codes.indexOf(finding.code)),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** How a file was checked, of which results say nothing where all is proved. */
function toCheck({ sourcePath, report: { verdict, mode, tensors } }: CheckedFile) {
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

function helpOf({ meaning, looks, mend }: Explanation): string {
  return [meaning, looks, mend].filter((part) => part !== undefined).join("\n\n");
}

function toResult(sourcePath: string, finding: Finding, ruleIndex: number): Result {
  const { code, level, message, command, place, report } = finding;
  const name = `${report.layer}.${report.tensor}`;
  return {
    ruleId: code,
    ruleIndex,
    level,
    message: { text: `${message}\n${command}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(sourcePath) },
          region: {
            startLine: place.line,
            startColumn: place.column,
            endLine: place.endLine,
            endColumn: place.endColumn,
          },
        },
        logicalLocations: [{ name: report.tensor, fullyQualifiedName: name }],
      },
    ],
    // the same mistake has the same fingerprint, wherever in the file its layer moves
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
