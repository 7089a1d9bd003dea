import { describe, expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { wrongExperiments } from "../tests/wrong-experiments/catalogue.js";
import { checkExperimentText } from "./check-experiment-text.js";
import { formatDiagnostic } from "./diagnostics/format-diagnostic.js";

describe.each(wrongExperiments)("mistakes in $part", ({ rows }) => {
  test.each(rows)("%j is reported once, as %s", (yaml, expected, ...words) => {
    const { diagnostics, experiment } = checkExperimentText(yaml, { file: "e.yaml", registry });
    const reports = diagnostics.map(({ line, column, code, path }) =>
      `${line}:${column} ${code} ${path}`.trim(),
    );
    expect(reports).toEqual([expected]);
    expect(experiment).toBeUndefined();
    const [diagnostic] = diagnostics;
    const text = diagnostic === undefined ? "" : formatDiagnostic(diagnostic);
    for (const word of words) expect(text).toContain(word);
    expect(diagnostic?.expected).toMatch(/./);
    expect(diagnostic?.got).toMatch(/./);
    expect(diagnostic?.frame).toMatch(new RegExp(`^> +${diagnostic?.line} \\|.*\n +\\|\\s+\\^`, "m"));
  });
});

test("the catalogue holds at least 150 different wrong experiments", () => {
  const texts = wrongExperiments.flatMap(({ rows }) => rows.map(([text]) => text));
  expect(texts.length).toBeGreaterThanOrEqual(150);
  expect(new Set(texts).size).toBe(texts.length);
});
