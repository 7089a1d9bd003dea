import { formatValue } from "@retrograd/plugin";
import { cellError, isNumber, type LabelKind, type RowPlace, shortened } from "./cells.js";

/** What the labels of a column stand for. */
interface Classes {
  readonly names: readonly string[];
  /** The index into `names` of each label, by its number. */
  readonly indexOf: Float64Array;
}

/** Numbers the labels of a column as they come, and sorts the classes when all are there. */
export interface LabelNumbers {
  /** How many different labels there are so far. */
  readonly size: number;
  /** The number of a label: from 0, in the order in which they first came.
   *  @throws RetrogradError E_DATA_FORMAT where the label has come before as another kind: the text "7" and the number 7 */
  numberOf(label: string, place: RowPlace, kind: LabelKind): number;
  /** @throws RetrogradError E_DATA_FORMAT for classes that are values: fractions, in a column of numbers */
  classes(): Classes;
}

/** A label, and where it first came. */
interface FirstLabel {
  readonly number: number;
  readonly kind: LabelKind;
  readonly place: RowPlace;
}

/** Numbers of the labels of a column. A label is its own name, as it is written: 007 and 7 are two classes.
 *  Names are sorted by value where all are numbers, else by their characters. `otherwise` says what to do with fractions. */
export function numberLabels(
  column: string,
  otherwise = "say targets: values to learn the number itself",
): LabelNumbers {
  const labels = new Map<string, FirstLabel>();
  let samples = 0;
  return {
    get size() {
      return labels.size;
    },
    numberOf(label, place, kind) {
      samples++;
      const known = labels.get(label);
      if (known?.kind === kind) return known.number;
      if (known !== undefined) throw twoKinds(column, label, place, { kind, first: known });
      const number = labels.size;
      labels.set(label, { number, kind, place });
      return number;
    },
    classes() {
      checkNoValues(labels, samples, column, otherwise);
      const written = [...labels.keys()];
      const names = written.every(isNumber)
        ? written.toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
        : written.toSorted();
      const places = new Map(names.map((name, index) => [name, index]));
      return { names, indexOf: Float64Array.from(written, (label) => places.get(label) ?? 0) };
    },
  };
}

/** Refuses numbers that are values rather than classes: with fractions, written as a number is (1.5), or each in a row of its
 *  own (19.90, 7.25). Others are codes, such as the versions 3.9 and 3.10. */
function checkNoValues(
  labels: ReadonlyMap<string, FirstLabel>,
  samples: number,
  column: string,
  otherwise: string,
): void {
  const entries = [...labels];
  if (!entries.every(([label, { kind }]) => kind !== "text" && isNumber(label))) return;
  const fraction = entries.find(([label]) => !Number.isInteger(Number(label)));
  if (fraction === undefined) return;
  if (!entries.every(([label]) => isCanonical(label)) && labels.size <= samples / 2) return;
  const [label, { place }] = fraction;
  throw cellError(
    place,
    column,
    `must be a class, text or a whole number, got ${shortened(label)}: ${otherwise}`,
  );
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
  const shown = (of: LabelKind) => (of === "text" ? `the text ${formatValue(label)}` : `the ${of} ${label}`);
  return cellError(
    place,
    column,
    `holds ${shown(kind)}, and ${shown(first.kind)} in ${first.place.unit} ${first.place.number}: write both the same way`,
  );
}
