import { type Shape, scope } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import { type Outputs, withPerturbation } from "../network/checked-gradient.js";
import { copyOf } from "../network/copy.js";
import { type IndependentColumns, type RunnableGradient, sliceOf } from "./independent-columns.js";
import { crossings } from "./objective.js";

/** One element, moved by t from its current value. */
export interface Perturbation {
  /** Flat index. */
  readonly element: number;
  readonly t: number;
}

/** Outputs of a layer, each with one element of a tensor perturbed. */
export interface Perturbations {
  /** Number of values in one output. */
  readonly size: number;
  /** Groups of elements that share their runs, in an order that lets runs be dropped early. */
  readonly groups: readonly (readonly number[])[];
  outputsAt(perturbations: readonly Perturbation[]): Outputs;
  /** Drops the stored runs of all groups before that of an element. */
  forgetBefore(element: number): void;
}

interface Run {
  readonly shape: Shape;
  readonly y: Float64Array;
  readonly branches: readonly Signature[];
  /** Whether it passed a kink on another side than the unperturbed run. */
  readonly crossed: boolean;
}

/** Perturbs the elements of a tensor. Elements in different independent columns share a run: the output of each is the
 *  run's in its own column and the unperturbed output in the others. If the run crosses a kink, which may belong to another
 *  element, each element has a run of its own. So the outputs have the same bits as runs with a single perturbed element. */
export function perturbationsOf(
  gradient: RunnableGradient,
  columns: IndependentColumns | undefined,
): Perturbations {
  const { shape, size } = gradient.tensor;
  const groups =
    columns === undefined ? Array.from({ length: size }, (_, i) => [i]) : groupsOf(shape, columns);
  const groupOf = new Uint32Array(size);
  const columnOf = new Uint32Array(size);
  for (const [group, elements] of groups.entries()) {
    for (const [column, element] of elements.entries()) {
      groupOf[element] = group;
      columnOf[element] = column;
    }
  }
  const copy = () =>
    scope(gradient.engine, () => {
      const { y, branches } = gradient.run();
      return { shape: y.shape, y: copyOf(y.data), branches };
    });
  const base = copy();
  const runWith = (elements: readonly number[], t: number): Run => {
    const run = withPerturbation(gradient, elements, t, copy);
    return { ...run, crossed: crossings(base.branches, run.branches, run.branches) > 0 };
  };
  const slices =
    columns === undefined
      ? []
      : groups[0].map((_, column) => sliceOf(base.shape, columns.outputAxis, column));
  const runs = new Map<number, Map<number, Run>>();
  const runOf = (group: number, t: number): Run => {
    const runsOfGroup = runs.get(group) ?? new Map<number, Run>();
    runs.set(group, runsOfGroup);
    const run = runsOfGroup.get(t) ?? runWith(groups[group], t);
    runsOfGroup.set(t, run);
    return run;
  };
  return {
    size: base.y.length,
    groups,
    outputsAt(perturbations) {
      const values = new Float64Array(perturbations.length * base.y.length);
      const branches = perturbations.map(({ element, t }, i) => {
        const run = runOf(groupOf[element], t);
        const offset = i * base.y.length;
        const isShared = groups[groupOf[element]].length > 1;
        if (isShared && !run.crossed) {
          values.set(base.y, offset);
          for (const j of slices[columnOf[element]]) values[offset + j] = run.y[j];
          return base.branches;
        }
        const single = isShared ? runWith([element], t) : run;
        values.set(single.y, offset);
        return single.branches;
      });
      return { shape: base.shape, values, branches };
    },
    forgetBefore(element) {
      for (const group of runs.keys()) if (group < groupOf[element]) runs.delete(group);
    },
  };
}

/** Elements that share a run: those that differ only in the column, in its order. */
function groupsOf(shape: Shape, { axis }: IndependentColumns): readonly (readonly number[])[] {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  return sliceOf(shape, axis, 0).map((first) =>
    Array.from({ length }, (_, column) => first + column * inner),
  );
}
