import { create, type XMLElement } from "xmlbuilder";
import { wordsFor } from "./checked-how.js";
import type { CheckedFile, Finding } from "./finding.js";

/** A check as JUnit XML, which CI servers read as test results: a suite for each file, a test for each tensor of each
 *  layer. The same check gives the same bytes: it holds no time and no host. */
export function renderJunit(files: readonly CheckedFile[]): string {
  const root = create("testsuites", { encoding: "UTF-8", invalidCharReplacement: "?" });
  const all = files.flatMap(({ findings }) => findings);
  setAttributes(root, { name: "retrograd gradcheck", ...counts(all), errors: 0 });
  for (const { file, findings, report } of files) {
    const suite = root.element("testsuite");
    const skipped = findings.filter(isSkipped).length;
    setAttributes(suite, { name: file, ...counts(findings), errors: 0, skipped });
    const properties = suite.element("properties");
    for (const name of ["verdict", "mode", "seed", "batch"] as const) {
      properties.element("property", { name, value: report[name] });
    }
    for (const finding of findings) addTest(suite, file, finding);
  }
  return `${root.end({ pretty: true })}\n`;
}

function addTest(suite: XMLElement, file: string, finding: Finding): void {
  const { layer, tensor } = finding.report;
  const test = suite.element("testcase", { classname: `${file}.${layer}`, name: tensor });
  const { code, message, command, place } = finding;
  if (isSkipped(finding)) test.element("skipped", message);
  if (isFailure(finding)) {
    const text = `${file}:${place.line}:${place.column}\n${command}`;
    test.element("failure", { type: code, message }).text(text);
  }
  test.element("system-out", `checked by ${wordsFor(finding.report.mode)}`);
}

function counts(findings: readonly Finding[]) {
  return { tests: findings.length, failures: findings.filter(isFailure).length };
}

/** A wrong gradient is a failure even where another layer is to blame. */
function isFailure({ level, report }: Finding): boolean {
  return level === "error" || report.verdict === "fail";
}

function isSkipped(finding: Finding): boolean {
  return finding.level === "note" && !isFailure(finding);
}

function setAttributes(element: XMLElement, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.attribute(name, value);
}
