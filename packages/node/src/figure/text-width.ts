import type { FigureArrow, FigureElement } from "./figure-graph.js";

/** Radius of the circle of an operation, in pixels. */
export const radius = 17;

/** Size of the text at arrows, in pixels. */
export const fontSize = 13;

// space on both sides of the text at an arrow, for the arrow's head and for letters at circles
const padding = 24;
const minGap = 30;

/** Width of a text in a sans-serif font, in pixels; rather too wide than too narrow. */
export function textWidth(text: string, size = fontSize): number {
  const units = [...text].reduce(
    (total, letter) => total + (/[.,;:' ilI|()[\]-]/.test(letter) ? 0.34 : 0.62),
    0,
  );
  return units * size;
}

/** Half the width of what is drawn for an element. */
export function halfWidth({ kind, text }: FigureElement): number {
  if (kind === "branch") return 3;
  if (kind === "name") return textWidth(text, 16) / 2 + 8;
  return Math.max(radius, textWidth(text) / 2 + 9);
}

/** The width of each column, with the constants below its circles. */
export function columnWidths(
  elements: readonly FigureElement[],
  columnOf: ReadonlyMap<FigureElement, number>,
): readonly number[] {
  const widths: number[] = [];
  for (const element of elements) {
    const column = columnOf.get(element) ?? 0;
    const below = Math.max(0, ...element.constants.map((constant) => textWidth(constant)));
    widths[column] = Math.max(widths[column] ?? 0, 2 * halfWidth(element), below);
  }
  return Array.from(widths, (width) => width ?? 0);
}

/** The width of the gap after each column, for the texts of the arrows that start there. */
export function gapWidths(
  arrows: readonly FigureArrow[],
  columnOf: ReadonlyMap<FigureElement, number>,
): readonly number[] {
  const widths: number[] = [];
  for (const { from, above, below } of arrows) {
    const column = columnOf.get(from) ?? 0;
    const text = Math.max(0, ...[...above, ...below].map((line) => textWidth(line)));
    widths[column] = Math.max(widths[column] ?? minGap, text === 0 ? minGap : text + padding);
  }
  return Array.from(widths, (width) => width ?? minGap);
}
