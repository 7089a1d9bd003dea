import type { FigureArrow, FigureElement, FigureGraph } from "./figure-graph.js";
import { placeElements } from "./lanes.js";
import { columnWidths, gapWidths, halfWidth, radius } from "./text-width.js";

/** A point, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where an arrow runs. */
export interface ArrowPlace {
  readonly arrow: FigureArrow;
  /** Its corners, from its start to its head. */
  readonly corners: readonly Point[];
  /** The middle of its text: `above` ends above this point, `below` starts below it. */
  readonly text: Point;
}

/** Where everything of a band is drawn. */
export interface BandLayout {
  readonly width: number;
  readonly height: number;
  readonly elements: readonly (Point & { readonly element: FigureElement })[];
  readonly arrows: readonly ArrowPlace[];
}

/** Height of a line of text at an arrow, in pixels. */
export const lineHeight = 16;

/** Length of the arrow from a constant to its circle, in pixels. */
export const constantArrow = 16;

const laneGap = 12;

/** Places the elements and arrows of a band. */
export function layOutBand(graph: FigureGraph): BandLayout {
  const { elements, arrows } = graph;
  const { columnOf, laneOf, laneOfArrow } = placeElements(graph);
  const columns = columnWidths(elements, columnOf);
  const gaps = gapWidths(arrows, columnOf);
  const centers: number[] = [];
  let x = 0;
  for (const [column, width] of columns.entries()) {
    centers.push(x + width / 2);
    x += width + (column === columns.length - 1 ? 0 : (gaps[column] ?? 0));
  }
  const lanes = lanePositions(graph, laneOf, laneOfArrow);
  const pointOf = (element: FigureElement): Point => ({
    x: centers[columnOf.get(element) ?? 0] ?? 0,
    y: lanes.yOf(laneOf.get(element) ?? 0),
  });
  return {
    width: x,
    height: lanes.height,
    elements: elements.map((element) => ({ element, ...pointOf(element) })),
    arrows: arrows.map((arrow) => {
      const { from, to } = arrow;
      const [start, end, y] = [pointOf(from), pointOf(to), lanes.yOf(laneOfArrow.get(arrow) ?? 0)];
      const column = columnOf.get(from) ?? 0;
      const right = (centers[column] ?? 0) + (columns[column] ?? 0) / 2;
      return {
        arrow,
        corners: cornersOf({ start, end, y }, from, to),
        text: { x: right + (gaps[column] ?? 0) / 2, y },
      };
    }),
  };
}

/** From the side of an element along a lane to the side of another, with a corner where one of them is in another lane. */
function cornersOf(
  { start, end, y }: { readonly start: Point; readonly end: Point; readonly y: number },
  from: FigureElement,
  to: FigureElement,
): readonly Point[] {
  const first =
    start.y === y
      ? [{ x: start.x + halfWidth(from), y }]
      : [
          { x: start.x, y: start.y + Math.sign(y - start.y) * 3 },
          { x: start.x, y },
        ];
  const last =
    end.y === y
      ? [{ x: end.x - halfWidth(to), y }]
      : [
          { x: end.x, y },
          { x: end.x, y: end.y + Math.sign(y - end.y) * (to.kind === "branch" ? 3 : radius) },
        ];
  return [...first, ...last];
}

function lanePositions(
  { elements, arrows }: FigureGraph,
  laneOf: ReadonlyMap<FigureElement, number>,
  laneOfArrow: ReadonlyMap<FigureArrow, number>,
): { readonly height: number; yOf(lane: number): number } {
  const extents = new Map<number, { above: number; below: number }>();
  const need = (lane: number, above: number, below: number) => {
    const extent = extents.get(lane) ?? { above: 0, below: 0 };
    extents.set(lane, { above: Math.max(extent.above, above), below: Math.max(extent.below, below) });
  };
  for (const element of elements) {
    const size = element.kind === "operation" ? radius + 10 : 12;
    need(laneOf.get(element) ?? 0, size, element.constants.length > 0 ? radius + constantArrow + 18 : size);
  }
  for (const arrow of arrows) {
    const { above, below } = arrow;
    need(laneOfArrow.get(arrow) ?? 0, above.length * lineHeight + 8, below.length * lineHeight + 8);
  }
  const positions = new Map<number, number>();
  let y = 0;
  for (const lane of [...extents.keys()].sort((a, b) => a - b)) {
    const { above, below } = extents.get(lane) ?? { above: 0, below: 0 };
    positions.set(lane, y + above);
    y += above + below + laneGap;
  }
  return { height: y - laneGap, yOf: (lane) => positions.get(lane) ?? 0 };
}
