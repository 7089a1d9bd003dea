import { visibleLines, visibleText } from "@retrograd/core";
import { create, type XMLElement } from "xmlbuilder";
import { methodOf } from "./check-extent.js";
import { type CheckedFile, type FailedFile, type Finding, isFailed, type ReportedFile } from "./finding.js";

/** A check as JUnit XML, which CI servers read as test results: a suite for each file, a test for each tensor of each
 *  layer, a failure for each mistake. Other tensors that are wrong because of the same mistake are skipped, with a message
 *  that names it. A file that could not be checked is a test that ends in an error. The same check gives the same bytes:
 *  the report contains no time and no host. */
export function renderJunit(files: readonly ReportedFile[]): string {
  const root = create("testsuites", { encoding: "UTF-8", invalidCharReplacement: "?" });
  const suites = files.map((file) => ({ file, ...(isFailed(file) ? noCounts : counts(file)) }));
  const total = (name: "tests" | "failures" | "errors") =>
    suites.reduce((sum, suite) => sum + suite[name], 0);
  setAttributes(root, {
    name: "retrograd gradcheck",
    tests: total("tests"),
    failures: total("failures"),
    errors: total("errors"),
  });
  for (const { file, ...numbers } of suites) {
    const suite = root.element("testsuite");
    setAttributes(suite, { name: visibleText(file.file), ...numbers });
    if (isFailed(file)) addError(suite, file);
    else addTests(suite, file);
  }
  return `${root.end({ pretty: true })}\n`;
}

const noCounts = { tests: 1, failures: 0, errors: 1, skipped: 0 };

function counts({ findings }: CheckedFile) {
  const failures = mistakesOf(findings).size;
  const skipped = findings.filter(({ level }) => level !== "none");
  return { tests: findings.length, failures, errors: 0, skipped: skipped.length - failures };
}

/** The first tensor of each mistake: tensors of one layer with the same code have the same mistake. */
function mistakesOf(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const mistakes = new Map<string, Finding>();
  for (const finding of findings.filter(({ level }) => level === "error")) {
    const key = mistakeOf(finding);
    if (!mistakes.has(key)) mistakes.set(key, finding);
  }
  return mistakes;
}

function mistakeOf({ report, code }: Finding): string {
  return JSON.stringify([report.layer, code]);
}

function addTests(suite: XMLElement, { file, findings, report }: CheckedFile): void {
  const properties = suite.element("properties");
  for (const name of ["verdict", "mode", "seed", "batch"] as const) {
    properties.element("property", { name, value: report[name] });
  }
  const mistakes = mistakesOf(findings);
  for (const finding of findings)
    addTest(suite, { file, finding, mistake: mistakes.get(mistakeOf(finding)) });
}

interface TestCase {
  readonly file: string;
  readonly finding: Finding;
  /** The first tensor with the same mistake: this one, or another of its layer. */
  readonly mistake: Finding | undefined;
}

function addTest(suite: XMLElement, { file, finding, mistake }: TestCase): void {
  const { layer, tensor } = finding.report;
  const path = visibleText(file);
  const name = visibleText(tensor);
  const test = suite.element("testcase", { classname: visibleText(`${file}.${layer}`), name });
  const { code, level, command, place } = finding;
  const message = visibleText(finding.message);
  if (level === "error" && mistake === finding) {
    const text = `${path}:${place.line}:${place.column}\n${command}`;
    test.element("failure", { type: code, message }).text(text);
  } else if (level === "error" && mistake !== undefined) {
    const first = visibleText(`${layer}.${mistake.report.tensor}`);
    test.element("skipped", `the mistake of ${first}: ${message}`);
  } else if (level === "note") {
    test.element("skipped", message);
  }
  test.element("system-out", `checked by ${methodOf(finding.report.mode)}`);
}

function addError(suite: XMLElement, { file, error: { code, message, diagnostics } }: FailedFile): void {
  const [first] = diagnostics ?? [];
  const test = suite.element("testcase", { classname: visibleText(file), name: "experiment" });
  const type = first?.code ?? code;
  test
    .element("error", { type, message: visibleText(first?.message ?? message) })
    .text(visibleLines(message));
}

function setAttributes(element: XMLElement, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.attribute(name, value);
}
