import { blue, green, type PlotConfig, plot } from "asciichart";
import type { Colours } from "./colour.js";

/** Two curves over the same steps. */
export interface Curves {
  readonly title: string;
  readonly train?: readonly number[];
  readonly test?: readonly number[];
  readonly format: (value: number) => string;
}

/** Where curves are drawn. */
export interface PlotArea {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
}

const axisWidth = 12;
const dotted: NonNullable<PlotConfig["symbols"]> = ["┼", "┤", "╶", "╴", "·", "·", "·", "·", "·", "·"];

/** Draws curves with characters. In colour, train is blue and test green; without, train is dotted. */
export function renderCurves({ title, train, test, format }: Curves, area: PlotArea): string {
  const { colours, height } = area;
  const series = [train, test].map((curve) => curve && resample(curve, area.width - axisWidth));
  const values = series.flatMap((curve) => curve ?? []);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const options = {
    height,
    min,
    max: max > min ? max : min + Math.max(1e-3, Math.abs(min) * 1e-3),
    format: (value: number) => format(value).padStart(axisWidth - 3),
  };
  const [trainCurve, testCurve] = series;
  const names = [
    ...(trainCurve ? [colours.isColorSupported ? colours.blue("── train") : "·· train"] : []),
    ...(testCurve ? [colours.isColorSupported ? colours.green("── test") : "── test"] : []),
  ];
  const heading = `${colours.bold(title)}   ${names.join("   ")}`;
  const present = series.filter((curve) => curve !== undefined);
  if (colours.isColorSupported) {
    const inks = [...(trainCurve ? [blue] : []), ...(testCurve ? [green] : [])];
    return `${heading}\n${plot(present, { ...options, colors: inks })}`;
  }
  const layers = [
    ...(trainCurve ? [plot([...trainCurve], { ...options, symbols: dotted })] : []),
    ...(testCurve ? [plot([...testCurve], options)] : []),
  ];
  return `${heading}\n${layers.reduce(overlay)}`;
}

/** Puts one drawing over another, character by character. */
function overlay(under: string, over: string): string {
  const above = over.split("\n");
  return under
    .split("\n")
    .map((line, row) => {
      const top = above[row] ?? "";
      return Array.from({ length: Math.max(line.length, top.length) }, (_, i) => {
        const ink = top[i] ?? " ";
        return ink === " " ? (line[i] ?? " ") : ink;
      })
        .join("")
        .trimEnd();
    })
    .join("\n");
}

/** The curve at `width` points at most, straight between its own; a short curve is stretched to half of that. */
function resample(curve: readonly number[], width: number): number[] {
  const points = Math.max(2, Math.min(width, Math.max(curve.length, 60)));
  return Array.from({ length: points }, (_, i) => {
    const at = (i * (curve.length - 1)) / (points - 1);
    const [left = 0, right = left] = [curve[Math.floor(at)], curve[Math.ceil(at)]];
    return left + (right - left) * (at - Math.floor(at));
  });
}
