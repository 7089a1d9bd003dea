import { valueLines } from "./figure-numbers.js";
import type { FigureNode, FigureValue, LayerFigure } from "./layer-figure.js";

/** What is drawn at one place: a name at the start or the end of arrows, an operation in a circle, or a dot where an arrow
 *  branches. */
export interface FigureElement {
  readonly kind: "name" | "operation" | "branch";
  /** A name, or the operation's symbol. */
  readonly text: string;
  /** Of an operation: the name of its value. */
  readonly label?: string;
  /** Constants that enter an operation from below. */
  readonly constants: readonly string[];
  /** Of an operation: what it computes. */
  readonly formula?: string;
}

/** An arrow between two elements, with the lines of text above and below it. */
export interface FigureArrow {
  readonly from: FigureElement;
  readonly to: FigureElement;
  /** Forward values. */
  readonly above: readonly string[];
  /** Derivatives. */
  readonly below: readonly string[];
}

/** The elements of a figure, each after those that it depends on, and its arrows. */
export interface FigureGraph {
  readonly elements: readonly FigureElement[];
  readonly arrows: readonly FigureArrow[];
}

/** The elements and arrows of a figure: where a value is used more than once, its arrow ends in a dot, and an arrow with the
 *  part of the derivative leads to each use. isStacked: whether the numbers of a single row stand below each other */
export function figureGraph({ nodes }: LayerFigure, isStacked: boolean): FigureGraph {
  const linesOf = (value: FigureValue) => valueLines(value, { digits: 3, isStacked });
  const elements: FigureElement[] = [];
  const arrows: FigureArrow[] = [];
  const byName = new Map<string, FigureElement>();
  for (const node of nodes) {
    const element = elementOf(node);
    elements.push(element);
    for (const { name, isConstant, passedBack } of node.inputs) {
      if (isConstant) continue;
      const from = byName.get(name);
      if (from === undefined) continue;
      const below = passedBack === undefined ? [] : linesOf(passedBack);
      const source = nodes.find((other) => other.name === name);
      const above = from.kind === "branch" || source === undefined ? [] : linesOf(source.value);
      arrows.push({ from, to: element, above, below });
    }
    const uses = nodes.flatMap(({ inputs }) => inputs).filter(({ name }) => name === node.name).length;
    const isOutput = node === nodes.at(-1);
    const end: FigureElement | undefined = isOutput
      ? { kind: "name", text: node.name, constants: [] }
      : uses > 1
        ? { kind: "branch", text: "", constants: [] }
        : undefined;
    byName.set(node.name, end ?? element);
    if (end === undefined) continue;
    elements.push(end);
    const below = node.derivative === undefined ? [] : linesOf(node.derivative);
    arrows.push({ from: element, to: end, above: linesOf(node.value), below });
  }
  return { elements, arrows };
}

function elementOf({ name, symbol, formula, inputs }: FigureNode): FigureElement {
  if (symbol === undefined) return { kind: "name", text: name, constants: [] };
  const constants = inputs.filter(({ isConstant }) => isConstant).map((input) => input.name);
  const [first] = inputs;
  const isLeading = first?.isConstant === true && inputs.length > 1;
  return {
    kind: "operation",
    text: isLeading ? `${first.name} ${symbol}` : symbol,
    label: name,
    constants: isLeading ? constants.slice(1) : constants,
    ...(formula === undefined ? {} : { formula: `${name} = ${formula}` }),
  };
}
