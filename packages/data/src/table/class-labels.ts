import { formatValue } from "@retrograd/plugin";
import { cellError, isNumber, type LabelKind, type RowPlace, shortened } from "./cells.js";

/** The classes of a column. */
interface Classes {
  readonly names: readonly string[];
  /** The index into `names` for each label number. */
  readonly indexOf: Float64Array;
}

/** Numbers the labels of a column in the order of their first occurrence, and sorts the classes at the end. */
export interface LabelNumbers {
  /** The number of different labels so far. */
  readonly size: number;
  /** The number of a label, from 0 in the order of first occurrence.
   *  @throws RetrogradError E_DATA_FORMAT when the same label had another type before: the text "7" and the number 7 */
  numberOf(label: string, place: RowPlace, kind: LabelKind): number;
  /** @throws RetrogradError E_DATA_FORMAT for a column of numbers with fractions, which are values and not classes */
  classes(): Classes;
}

/** A label with its first occurrence. */
interface FirstLabel {
  readonly number: number;
  readonly kind: LabelKind;
  readonly place: RowPlace;
}

/** Creates the label numbers of a column. Labels with different spellings are different classes: 007 and 7.
 *  Names are sorted by value if all are numbers, else by their characters. `hint`: what to do with fractions. */
export function numberLabels(
  column: string,
  hint = "write targets: values to learn the number itself",
): LabelNumbers {
  const labels = new Map<string, FirstLabel>();
  let samples = 0;
  return {
    get size() {
      return labels.size;
    },
    numberOf(label, place, kind) {
      samples++;
      const first = labels.get(label);
      if (first?.kind === kind) return first.number;
      if (first !== undefined) throw twoKinds(column, label, place, { kind, first });
      const number = labels.size;
      labels.set(label, { number, kind, place });
      return number;
    },
    classes() {
      checkNoValues(labels, samples, column, hint);
      const inOrder = [...labels.keys()];
      const names = inOrder.every(isNumber)
        ? inOrder.toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
        : inOrder.toSorted();
      const indices = new Map(names.map((name, index) => [name, index]));
      return { names, indexOf: Float64Array.from(inOrder, (label) => indices.get(label) ?? 0) };
    },
  };
}

/** Refuses numbers with fractions that are values rather than classes: if all have the shortest spelling (1.5), or if most labels
 *  occur once (19.90, 7.25). Others are codes, such as the versions 3.9 and 3.10. */
function checkNoValues(
  labels: ReadonlyMap<string, FirstLabel>,
  samples: number,
  column: string,
  hint: string,
): void {
  const entries = [...labels];
  if (!entries.every(([label, { kind }]) => kind !== "text" && isNumber(label))) return;
  const fraction = entries.find(([label]) => !Number.isInteger(Number(label)));
  if (fraction === undefined) return;
  if (!entries.every(([label]) => isCanonical(label)) && labels.size <= samples / 2) return;
  const [label, { place }] = fraction;
  throw cellError(place, column, `must be a class, text or a whole number, got ${shortened(label)}: ${hint}`);
}

/** Whether a text is the shortest way to write its number, as JavaScript writes it: 7 and 0.5, not 007, 1.0 or 1E5. */
function isCanonical(label: string): boolean {
  return String(Number(label)) === label;
}

function twoKinds(
  column: string,
  label: string,
  place: RowPlace,
  { kind, first }: { readonly kind: LabelKind; readonly first: FirstLabel },
) {
  const describe = (of: LabelKind) =>
    of === "text" ? `the text ${formatValue(label)}` : `the ${of} ${label}`;
  return cellError(
    place,
    column,
    `holds ${describe(kind)}, and ${describe(first.kind)} in ${first.place.unit} ${first.place.number}: write both the same way`,
  );
}
