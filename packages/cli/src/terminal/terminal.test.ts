import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLoss,
  formatNumberOf,
  formatPercent,
} from "@retrograd/node/format";
import picocolors from "picocolors";
import { describe, expect, test } from "vitest";
import { formatDocument } from "./document.js";
import { createLiveLine } from "./live-line.js";
import { renderCurves } from "./plot.js";
import { renderProgress } from "./progress-bar.js";
import { renderTable } from "./table.js";
import { wrap } from "./wrap.js";

const plain = picocolors.createColors(false);
const coloured = picocolors.createColors(true);

describe("numbers", () => {
  test.each([
    [formatCount(39760), "39,760"],
    [formatCount(0), "0"],
    [formatCount(999), "999"],
    [formatCount(-1000), "-1,000"],
    [formatCount(1234567890123), "1,234,567,890,123"],
    [formatPercent(0.97218), "97.22%"],
    [formatLoss(0.72134), "0.7213"],
    [formatLoss(0.00012), "1.20e-4"],
    [formatLoss(0), "0.0000"],
    [formatLoss(123.456), "123.46"],
    [formatLoss(15208.4), "15,208"],
    [formatLoss(999_999), "999,999"],
    [formatLoss(1_234_567), "1.23e+6"],
    [formatLoss(-4e30), "-4.00e+30"],
    [formatLoss(Number.NaN), "NaN"],
    [formatDuration(0.04), "40 ms"],
    [formatDuration(2.34), "2.3 s"],
    [formatDuration(42.4), "42 s"],
    [formatDuration(185), "3 min 05 s"],
    [formatBytes(268), "268 B"],
    [formatBytes(15040), "15 KiB"],
    [formatBytes(1_572_864), "1.5 MiB"],
    [formatNumberOf(1, "mistake"), "1 mistake"],
    [formatNumberOf(2, "mistake"), "2 mistakes"],
  ])("%s is %s", (got, expected) => expect(got).toBe(expected));
});

describe("a table", () => {
  test("is as wide as its cells, without spaces at the end of a line", () => {
    const columns = [{ heading: "name" }, { heading: "n", align: "right" }] as const;
    expect(
      renderTable(
        columns,
        [
          ["a", "10"],
          ["longer", "2"],
        ],
        plain,
      ),
    ).toBe("name      n\na        10\nlonger    2");
  });

  test("counts terminal columns instead of characters: none for colours, two for wide characters", () => {
    const rows = [
      [coloured.green("ok"), "x"],
      ["日本", "y"],
    ];
    expect(renderTable([{ heading: "" }, { heading: "" }], rows, plain)).toBe(
      `\n${coloured.green("ok")}     x\n日本   y`,
    );
  });
});

describe("a progress bar", () => {
  const progress = { done: 50, total: 100, facts: ["step 50/100", "loss 0.5000", "1 s left"] };

  test("is filled in proportion to the progress", () => {
    expect(renderProgress(progress, 80, plain)).toBe(
      `${"━".repeat(10)}${"─".repeat(10)}  step 50/100  loss 0.5000  1 s left`,
    );
  });

  test.each([79, 50, 40, 30, 24])("fits into %d characters and keeps the most important fact", (width) => {
    const line = renderProgress(progress, width, plain);
    expect(line.length).toBeLessThan(width);
    expect(line).toContain("step 50/100");
  });
});

test("long notes are wrapped between words", () => {
  expect(wrap("iris: 120 training and 30 test samples", 16)).toBe(
    "iris: 120\n  training and\n  30 test\n  samples",
  );
  expect(wrap("short", 16)).toBe("short");
});

describe("a live line", () => {
  test("is drawn at most every 80 ms and cleared before other text", () => {
    const output: string[] = [];
    let now = 0;
    const stream = { isTTY: true, columns: 80, write: (text: string) => void output.push(text) };
    const line = createLiveLine(stream, () => now, true);
    line.show(() => "a");
    now = 79;
    line.show(() => "b");
    now = 80;
    line.show(() => "c");
    line.clear();
    line.clear();
    expect(output).toEqual(["\r\u001b[Ka", "\r\u001b[Kc", "\r\u001b[K"]);
  });
});

test("documents contain non-finite numbers by name", () => {
  const text = formatDocument({ loss: Number.NaN, best: [Infinity, -Infinity, 0.5] });
  expect(JSON.parse(text)).toEqual({ schema: 1, loss: "NaN", best: ["Infinity", "-Infinity", 0.5] });
});

describe("curves", () => {
  const area = { width: 60, height: 4 };

  test("draw train with dots if there is no colour", () => {
    const curves = {
      title: "loss",
      train: [4, 0],
      test: [4, 4],
      format: (value: number) => value.toFixed(1),
    };
    const drawing = renderCurves(curves, { ...area, colours: plain });
    const [heading, top, ...rest] = drawing.split("\n");
    expect(heading).toBe("loss   ·· train   ── test");
    expect(top).toMatch(/^ +4\.0 ┼─+$/);
    expect(rest.at(-1)).toMatch(/^ +0\.0 ┤ +·+$/);
    expect(drawing.split("\n").every((line) => line.length <= area.width)).toBe(true);
  });

  test("have colours if they are enabled, and a constant curve is drawn", () => {
    const curves = { title: "loss", test: [1, 1, 1], format: formatLoss };
    const drawing = renderCurves(curves, { ...area, colours: coloured });
    expect(drawing).toContain("\u001b[32m");
    expect(drawing.split("\n")).toHaveLength(6);
  });
});
