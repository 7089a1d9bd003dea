import type { FigureArrow, FigureElement, FigureGraph } from "./figure-graph.js";

/** Where elements stand: columns from left to right, and lanes, of which 0 has the shortest way from the input to the output. */
export interface Placement {
  readonly columnOf: ReadonlyMap<FigureElement, number>;
  readonly laneOf: ReadonlyMap<FigureElement, number>;
  /** The lane in which an arrow runs. */
  readonly laneOfArrow: ReadonlyMap<FigureArrow, number>;
}

/** Places the elements of a graph: each column is right of what its elements depend on; ways around are above lane 0, and what
 *  comes from other leaves is below it. */
export function placeElements(graph: FigureGraph): Placement {
  const columnOf = columns(graph);
  const { elements, arrows } = graph;
  const laneOf = new Map<FigureElement, number>();
  const laneOfArrow = new Map<FigureArrow, number>();
  const occupied: { readonly lane: number; readonly start: number; readonly end: number }[] = [];
  const column = (element: FigureElement) => columnOf.get(element) ?? 0;
  /** The first lane on a side of `near` in which nothing else stands between two columns. */
  const freeLane = (start: number, end: number, side: 1 | -1, near = 0) => {
    let lane = near + side;
    const overlaps = (other: (typeof occupied)[number]) =>
      other.lane === lane && other.start <= end && start <= other.end;
    while (occupied.some(overlaps)) lane += side;
    occupied.push({ lane, start, end });
    return lane;
  };
  const main = shortestWay(graph);
  for (const element of main) laneOf.set(element, 0);
  // what depends on the input first, so that parameters and targets stand next to where they are used
  const dependent = dependents(graph);
  const inOrder = [...elements].sort((a, b) => Number(dependent.has(b)) - Number(dependent.has(a)));
  for (const first of inOrder) {
    if (laneOf.has(first)) continue;
    const chain = [first];
    for (let next = nextFree(first); next !== undefined; next = nextFree(next)) chain.push(next);
    const last = chain.at(-1) ?? first;
    const source = arrows.find(({ to }) => to === first)?.from;
    const ends = arrows.filter(({ from }) => from === last).map(({ to }) => column(to));
    const use = laneOf.get(arrows.find(({ from }) => from === last)?.to ?? last) ?? 0;
    const [start, end] = [column(source ?? first), Math.max(column(last), ...ends)];
    const lane =
      source === undefined && use >= 0
        ? freeLane(start, end, 1, use)
        : freeLane(start, end, -1, Math.min(use, 0));
    for (const element of chain) laneOf.set(element, lane);
  }
  for (const arrow of arrows) {
    const { from, to } = arrow;
    const [start, end] = [laneOf.get(from) ?? 0, laneOf.get(to) ?? 0];
    const blocks = (lane: number) =>
      elements.some(
        (other) => laneOf.get(other) === lane && column(other) > column(from) && column(other) < column(to),
      );
    const lane = from.kind === "branch" && start !== end ? end : start;
    // x * x: two arrows between the same elements
    const isSecond = arrows.find((other) => other.from === from && other.to === to) !== arrow;
    laneOfArrow.set(arrow, isSecond || blocks(lane) ? freeLane(column(from), column(to), -1) : lane);
  }
  return { columnOf, laneOf, laneOfArrow };

  /** The next element of a chain: a consumer without a lane. */
  function nextFree(element: FigureElement): FigureElement | undefined {
    return arrows.find(({ from, to }) => from === element && !laneOf.has(to))?.to;
  }
}

/** Columns by the longest way from x. What does not depend on x stands right before its use. */
function columns(graph: FigureGraph): ReadonlyMap<FigureElement, number> {
  const { elements, arrows } = graph;
  const dependent = dependents(graph);
  const columnOf = new Map<FigureElement, number>();
  for (const element of elements) {
    const sources = arrows.filter(({ to }) => to === element).map(({ from }) => from);
    columnOf.set(element, Math.max(0, ...sources.map((source) => (columnOf.get(source) ?? 0) + 1)));
  }
  for (const element of [...elements].reverse()) {
    if (dependent.has(element)) continue;
    const uses = arrows.filter(({ from }) => from === element).map(({ to }) => columnOf.get(to) ?? 0);
    if (uses.length > 0) columnOf.set(element, Math.max(0, Math.min(...uses) - 1));
  }
  return columnOf;
}

/** The input, and the elements that depend on it. */
function dependents(graph: FigureGraph): ReadonlySet<FigureElement> {
  const start = startOf(graph);
  const dependent = new Set<FigureElement>();
  for (const element of graph.elements) {
    const isDependent = graph.arrows.some(({ from, to }) => to === element && dependent.has(from));
    if (element === start || isDependent) dependent.add(element);
  }
  return dependent;
}

/** The elements on the way with the fewest arrows from x to the output. */
function shortestWay(graph: FigureGraph): readonly FigureElement[] {
  const { elements, arrows } = graph;
  const output = elements.at(-1);
  const start = startOf(graph);
  if (start === undefined || output === undefined) return [];
  const ways: (readonly FigureElement[])[] = [[start]];
  const visited = new Set<FigureElement>([start]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1);
    if (last === output) return way;
    for (const { from, to } of arrows) {
      if (from !== last || visited.has(to)) continue;
      visited.add(to);
      ways.push([...way, to]);
    }
  }
  return [output];
}

/** The input, or else the value with which a part of a graph starts. */
function startOf({ elements }: FigureGraph): FigureElement | undefined {
  return elements.find(({ kind, text }) => kind === "name" && text === "x") ?? elements[0];
}
