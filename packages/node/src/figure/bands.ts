import type { FigureArrow, FigureElement, FigureGraph } from "./figure-graph.js";
import { placeElements } from "./lanes.js";
import { columnWidths, gapWidths } from "./text-width.js";

/** Cuts a graph that is too wide into parts that are drawn below each other. A part ends, and the next one starts, with the name
 *  of the value that leads from one to the other. maxWidth: of a part, in pixels; a part without a place to cut may be wider */
export function bandsOf(graph: FigureGraph, maxWidth: number): readonly FigureGraph[] {
  const { columnOf, widths } = measure(graph);
  const width = (column: number) => widths[column] ?? 0;
  if ((widths.at(-1) ?? 0) <= maxWidth) return [graph];
  const cuts = widths.flatMap((_, column) => {
    const crossing = graph.arrows.filter(
      ({ from, to }) => (columnOf.get(from) ?? 0) <= column && column < (columnOf.get(to) ?? 0),
    );
    const [arrow] = crossing;
    const isCut = crossing.length === 1 && arrow?.from.kind === "operation" && arrow.to.kind !== "name";
    return isCut ? [{ column, arrow }] : [];
  });
  const fitting = cuts.filter(({ column }) => width(column) <= maxWidth);
  // where the prediction of a loss is ready, else as late as possible
  const cut = fitting.find(({ arrow }) => arrow.from.label === "y") ?? fitting.at(-1) ?? cuts[0];
  if (cut === undefined) return [graph];
  const [first, rest] = cutAt(graph, cut.arrow, (element) => (columnOf.get(element) ?? 0) <= cut.column);
  return [first, ...bandsOf(rest, maxWidth)];
}

/** Whether a graph can be drawn within a width, in pixels. */
export function fits(graph: FigureGraph, maxWidth: number): boolean {
  return (measure(graph).widths.at(-1) ?? 0) <= maxWidth;
}

/** The columns of a graph, and the width of the drawing up to the end of each. */
function measure(graph: FigureGraph): {
  readonly columnOf: ReadonlyMap<FigureElement, number>;
  readonly widths: readonly number[];
} {
  const { columnOf } = placeElements(graph);
  const gaps = gapWidths(graph.arrows, columnOf);
  let total = 0;
  const widths = columnWidths(graph.elements, columnOf).map((width, column) => {
    total += width + (gaps[column] ?? 0);
    return total;
  });
  return { columnOf, widths };
}

function cutAt(
  { elements, arrows }: FigureGraph,
  cut: FigureArrow,
  isFirst: (element: FigureElement) => boolean,
): readonly [FigureGraph, FigureGraph] {
  const name = { kind: "name", text: cut.from.label ?? "", constants: [] } as const;
  const [end, start] = [{ ...name }, { ...name }];
  const isInside = ({ from, to }: FigureArrow, side: boolean) =>
    isFirst(from) === side && isFirst(to) === side;
  return [
    {
      elements: [...elements.filter(isFirst), end],
      arrows: [...arrows.filter((arrow) => isInside(arrow, true)), { ...cut, to: end }],
    },
    {
      elements: [start, ...elements.filter((element) => !isFirst(element))],
      arrows: [
        { from: start, to: cut.to, above: [], below: [] },
        ...arrows.filter((arrow) => isInside(arrow, false)),
      ],
    },
  ];
}
