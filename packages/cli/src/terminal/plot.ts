import { blue, green, type PlotConfig, plot, yellow } from "asciichart";
import type { Colours } from "./colour.js";

/** Curves over the same steps. */
export interface Curves {
  readonly title: string;
  readonly train?: readonly number[];
  readonly validation?: readonly number[];
  readonly test?: readonly number[];
  readonly format: (value: number) => string;
}

/** The size and the colours of a plot. */
export interface PlotArea {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
}

const axisWidth = 12;
const dotted: NonNullable<PlotConfig["symbols"]> = ["┼", "┤", "╶", "╴", "·", "·", "·", "·", "·", "·"];

const splits = ["train", "validation", "test"] as const;
const inks = { train: blue, validation: yellow, test: green };

/** Draws curves with characters. In colour, train is blue, validation yellow and test green. Without colour, train is dotted,
 *  and test is omitted if there is validation. */
export function renderCurves({ title, format, ...curves }: Curves, area: PlotArea): string {
  const { colours, height } = area;
  const { isColorSupported: coloured } = colours;
  const drawn = splits.flatMap((split) => {
    const curve = curves[split];
    if (curve === undefined || (!coloured && split === "test" && curves.validation !== undefined)) return [];
    return [{ split, curve: resample(curve, area.width - axisWidth) }];
  });
  const values = drawn.flatMap(({ curve }) => curve);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const options = {
    height,
    min,
    max: max > min ? max : min + Math.max(1e-3, Math.abs(min) * 1e-3),
    format: (value: number) => format(value).padStart(axisWidth - 3),
  };
  const names = drawn.map(({ split }) => {
    if (!coloured) return `${split === "train" ? "··" : "──"} ${split}`;
    return { train: colours.blue, validation: colours.yellow, test: colours.green }[split](`── ${split}`);
  });
  const heading = `${colours.bold(title)}   ${names.join("   ")}`;
  if (coloured) {
    const colors = drawn.map(({ split }) => inks[split]);
    return `${heading}\n${plot(
      drawn.map(({ curve }) => curve),
      { ...options, colors },
    )}`;
  }
  const layers = drawn.map(({ split, curve }) =>
    plot([...curve], split === "train" ? { ...options, symbols: dotted } : options),
  );
  return `${heading}\n${layers.reduce(overlay)}`;
}

/** Draws one plot over another, character by character. */
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

/** Resamples a curve to at most `width` points by linear interpolation. A short curve is stretched to 60 points if they fit. */
function resample(curve: readonly number[], width: number): number[] {
  const points = Math.max(2, Math.min(width, Math.max(curve.length, 60)));
  return Array.from({ length: points }, (_, i) => {
    const position = (i * (curve.length - 1)) / (points - 1);
    const [left = 0, right = left] = [curve[Math.floor(position)], curve[Math.ceil(position)]];
    return left + (right - left) * (position - Math.floor(position));
  });
}
