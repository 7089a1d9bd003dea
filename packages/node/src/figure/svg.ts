import { visibleText } from "@retrograd/core";
import {
  type ArrowPlace,
  type BandLayout,
  constantArrow,
  layOutBand,
  lineHeight,
  type Point,
} from "./band-layout.js";
import { bandsOf, fits } from "./bands.js";
import { figureGraph } from "./figure-graph.js";
import type { LayerFigure } from "./layer-figure.js";
import { fontSize, halfWidth, radius, textWidth } from "./text-width.js";

/** The styles of a figure, readable in light and dark. */
const figureStyle = `.figure { color-scheme: light dark; --ground: #ffffff; --ink: #1d2126; --soft: #5c6670; --back: #b3261e; }
@media (prefers-color-scheme: dark) { .figure { --ground: #12161b; --ink: #e6e9ec; --soft: #a0abb6; --back: #ff9e94; } }
.figure text { font: ${fontSize}px "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; fill: var(--ink); }
.figure .ground { fill: var(--ground); }
.figure .line { fill: none; stroke: var(--ink); stroke-width: 1.3; }
.figure .circle { fill: var(--ground); stroke: var(--ink); stroke-width: 1.3; }
.figure .dot, .figure .head { fill: var(--ink); }
.figure .middle { text-anchor: middle; }
.figure .name { font: italic 16px Georgia, "Liberation Serif", "DejaVu Serif", serif; }
.figure .letter { font: italic 14px Georgia, "Liberation Serif", "DejaVu Serif", serif; }
.figure .letter, .figure .soft { fill: var(--soft); }
.figure .back { fill: var(--back); }
.figure .title { font-size: 17px; font-weight: bold; }`;

const margin = 20;
const maxWidth = 840;
const bandGap = 26;

/** Operations that have a sign in a circle. */
const signs: Readonly<Record<string, string>> = { "*": "\u00d7", "-": "\u2212", "^2": "x\u00b2" };

/** A figure as a standalone SVG document: nodes from left to right, values above the arrows, derivatives below them; then what
 *  each node computes, with its local derivative, and the short form. No script; all text can be selected. */
export function figureSvg(figure: LayerFigure): string {
  const { body, width, height } = drawing(figure);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${escapeXml(titleOf(figure))}</title>
<desc>${escapeXml(`${figure.formula}. Values are above the arrows, derivatives below them.`)}</desc>
<style>
${figureStyle}
</style>
${body}
</svg>
`;
}

/** The title of a figure. */
export function titleOf({ type }: LayerFigure): string {
  return `The computational graph of ${type}`;
}

/** A text in XML and HTML, with invisible characters escaped. */
export function escapeXml(text: string): string {
  return visibleText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function drawing(figure: LayerFigure): {
  readonly body: string;
  readonly width: number;
  readonly height: number;
} {
  const oneLine = figureGraph(figure, false);
  const bands = fits(oneLine, maxWidth) ? [oneLine] : bandsOf(figureGraph(figure, true), maxWidth);
  const layouts = bands.map(layOutBand);
  const parts: string[] = [
    textAt({ x: margin, y: 34 }, figure.type, "title"),
    textAt({ x: margin + textWidth(figure.type, 20) + 16, y: 34 }, figure.formula),
  ];
  let y = 58;
  for (const layout of layouts) {
    parts.push(drawBand(layout, y));
    y += layout.height + bandGap;
  }
  const notes = drawNotes(figure, y + 8);
  const headWidth = textWidth(figure.type, 20) + 16 + textWidth(figure.formula);
  const width = Math.ceil(
    Math.max(...layouts.map((layout) => layout.width), notes.width, headWidth) + 2 * margin,
  );
  const height = Math.ceil(notes.bottom + margin);
  const ground = `<rect class="ground" width="${width}" height="${height}"/>`;
  return { body: [ground, ...parts, notes.body].join("\n"), width, height };
}

function drawBand(layout: BandLayout, top: number): string {
  const elements = layout.elements.map(({ element, x, y }) => {
    const { kind, text, label, constants, formula } = element;
    const isNamedAtEnd = layout.arrows.some(
      ({ arrow: { from, to } }) => from === element && to.kind === "name",
    );
    if (kind === "branch") return `<circle class="dot" cx="${x}" cy="${y}" r="3"/>`;
    if (kind === "name") return textAt({ x, y: y + 5 }, text, "name middle");
    const half = halfWidth(element);
    const shape = `<rect class="circle" x="${x - half}" y="${y - radius}" width="${2 * half}" height="${2 * radius}" rx="${radius}"/>`;
    const bottom = y + radius + constantArrow;
    const fromBelow = constants.flatMap((constant) => [
      polyline([
        { x, y: bottom },
        { x, y: y + radius },
      ]),
      textAt({ x, y: bottom + 13 }, constant, "middle"),
    ]);
    return [
      `<g>${formula === undefined ? "" : `<title>${escapeXml(formula)}</title>`}`,
      shape,
      textAt({ x, y: y + 5 }, signs[text] ?? text, "middle"),
      ...(label === undefined || isNamedAtEnd
        ? []
        : [textAt({ x: x + half - 4, y: y - radius }, label, "letter")]),
      ...fromBelow,
      "</g>",
    ].join("");
  });
  const content = [...layout.arrows.map(drawArrow), ...elements].join("\n");
  return `<g transform="translate(${margin} ${top})">\n${content}\n</g>`;
}

function drawArrow({ arrow: { above, below, to }, corners, text }: ArrowPlace): string {
  const lines = [
    ...above.map((line, i) =>
      textAt({ x: text.x, y: text.y - 7 - (above.length - 1 - i) * lineHeight }, line, "middle"),
    ),
    ...below.map((line, i) => textAt({ x: text.x, y: text.y + 17 + i * lineHeight }, line, "middle back")),
  ];
  return [polyline(corners, to.kind !== "branch"), ...lines].join("");
}

/** What the nodes compute, in one or two columns, then the short forms. */
function drawNotes(
  { nodes, gradients }: LayerFigure,
  top: number,
): { readonly body: string; readonly width: number; readonly bottom: number } {
  const steps = nodes.filter(({ formula }) => formula !== undefined);
  const rows = steps.map(({ name, formula, inputs }) => ({
    forward: `${name} = ${formula}`,
    back: inputs.flatMap(({ derivative }) => derivative ?? []).join(",  "),
  }));
  const columnCount = rows.length > 4 ? 2 : 1;
  const length = Math.ceil(rows.length / columnCount);
  const [stepsHeading, shortHeading] = [
    "Each node, and what it passes back:",
    "The chain rule from end to end, in short:",
  ] as const;
  const parts = [textAt({ x: margin, y: top }, stepsHeading, "soft")];
  let x = margin;
  for (let column = 0; column < columnCount; column++) {
    const part = rows.slice(column * length, (column + 1) * length);
    const forwardWidth = Math.max(...part.map(({ forward }) => textWidth(forward))) + 24;
    for (const [i, { forward, back }] of part.entries()) {
      const y = top + (i + 1) * 20;
      parts.push(textAt({ x, y }, forward), textAt({ x: x + forwardWidth, y }, back, "back"));
    }
    x += forwardWidth + Math.max(...part.map(({ back }) => textWidth(back))) + 36;
  }
  let bottom = top + length * 20;
  if (gradients.length > 0) {
    parts.push(textAt({ x: margin, y: bottom + 30 }, shortHeading, "soft"));
    bottom += 30;
    for (const { tensor, formula } of gradients) {
      bottom += 20;
      parts.push(textAt({ x: margin, y: bottom }, `d${tensor} = ${formula}`, "back"));
    }
  }
  return { body: parts.join("\n"), width: Math.max(x - 36 - margin, textWidth(shortHeading)), bottom };
}

function textAt({ x, y }: Point, text: string, kind?: string): string {
  const style = kind === undefined ? "" : ` class="${kind}"`;
  return `<text x="${round(x)}" y="${round(y)}"${style}>${escapeXml(text)}</text>`;
}

/** A line with rounded corners, and an arrow's head at its end. */
function polyline(corners: readonly Point[], hasHead = true): string {
  const [start, ...others] = corners;
  const end = corners.at(-1);
  const before = corners.at(-2);
  if (start === undefined || end === undefined || before === undefined) return "";
  const turn = 8;
  let path = `M${round(start.x)} ${round(start.y)}`;
  for (const [i, corner] of others.entries()) {
    const next = others[i + 1];
    const last = others[i - 1] ?? start;
    if (next === undefined) {
      path += `L${round(corner.x)} ${round(corner.y)}`;
      continue;
    }
    const into = towards(corner, last, turn);
    const out = towards(corner, next, turn);
    path += `L${round(into.x)} ${round(into.y)}Q${round(corner.x)} ${round(corner.y)} ${round(out.x)} ${round(out.y)}`;
  }
  return `<path class="line" d="${path}"/>${hasHead ? head(end, before) : ""}`;
}

/** The head of an arrow at `end` that comes from `before`. */
function head(end: Point, before: Point): string {
  const base = towards(end, before, 8);
  const [dx, dy] = [(end.y - base.y) * 0.45, (end.x - base.x) * 0.45];
  return `<path class="head" d="M${round(end.x)} ${round(end.y)}L${round(base.x + dx)} ${round(base.y - dy)}L${round(base.x - dx)} ${round(base.y + dy)}Z"/>`;
}

/** The point at a distance from `from` in the direction of `to`. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(1, distance / length);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}
