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

/** Where curves are drawn. */
export interface PlotArea {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
}

const axisWidth = 12;
const dotted: NonNullable<PlotConfig["symbols"]> = ["┼", "┤", "╶", "╴", "·", "·", "·", "·", "·", "·"];

const splits = ["train", "validation", "test"] as const;
const inks = { train: blue, validation: yellow, test: green };

/** Draws curves with characters. In colour, train is blue, validation yellow and test green; without, train is dotted, and
 *  test is left out where there is validation. */
export function renderCurves({ title, format, ...given }: Curves, area: PlotArea): string {
  const { colours, height } = area;
  const { isColorSupported: coloured } = colours;
  const shown = splits.flatMap((split) => {
    const curve = given[split];
    if (curve === undefined || (!coloured && split === "test" && given.validation !== undefined)) return [];
    return [{ split, curve: resample(curve, area.width - axisWidth) }];
  });
  const values = shown.flatMap(({ curve }) => curve);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const options = {
    height,
    min,
    max: max > min ? max : min + Math.max(1e-3, Math.abs(min) * 1e-3),
    format: (value: number) => format(value).padStart(axisWidth - 3),
  };
  const names = shown.map(({ split }) => {
    if (!coloured) return `${split === "train" ? "··" : "──"} ${split}`;
    return { train: colours.blue, validation: colours.yellow, test: colours.green }[split](`── ${split}`);
  });
  const heading = `${colours.bold(title)}   ${names.join("   ")}`;
  if (coloured) {
    const curves = shown.map(({ curve }) => curve);
    return `${heading}\n${plot(curves, { ...options, colors: shown.map(({ split }) => inks[split]) })}`;
  }
  const layers = shown.map(({ split, curve }) =>
    plot([...curve], split === "train" ? { ...options, symbols: dotted } : options),
  );
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
