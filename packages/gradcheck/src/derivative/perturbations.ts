import { type Shape, scope } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";
import { type CheckedGradient, type Outputs, withPerturbation } from "../network/checked-gradient.js";
import { type IndependentColumns, sliceOf } from "./independent-columns.js";
import { crossings } from "./objective.js";

/** An element moved by t from where it is. */
export interface Perturbation {
  /** Flat index. */
  readonly element: number;
  readonly t: number;
}

/** Outputs of a layer, each with one element of a tensor moved. */
export interface Perturbations {
  /** Numbers of one output. */
  readonly size: number;
  /** Groups of elements that share their runs, in an order that keeps nobody's runs for long. */
  readonly groups: readonly (readonly number[])[];
  outputsAt(perturbations: readonly Perturbation[]): Outputs;
  /** Lets go of the runs of all groups before an element's. */
  forgetBefore(element: number): void;
}

type RunnableGradient = Pick<CheckedGradient, "engine" | "tensor" | "run">;

interface Run {
  readonly shape: Shape;
  readonly y: Float64Array;
  readonly branches: readonly Signature[];
  /** Whether it passed a kink on another side than the unmoved run. */
  readonly crossed: boolean;
}

/** Moves the elements of a tensor. Elements in different lanes are moved by one run, since the output of each is that run's
 *  in its own lane and the unmoved one elsewhere; but where the run crosses a kink, which may be another element's, each
 *  moves by itself. So the outputs have the bits of runs in which nothing else moves. */
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
      return { shape: y.shape, y: Float64Array.from(y.data), branches };
    });
  const unmoved = copy();
  const runWith = (elements: readonly number[], t: number): Run => {
    const run = withPerturbation(gradient, elements, t, copy);
    return { ...run, crossed: crossings(unmoved.branches, run.branches, run.branches) > 0 };
  };
  const slices =
    columns === undefined
      ? []
      : groups[0].map((_, column) => sliceOf(unmoved.shape, columns.outputAxis, column));
  const runs = new Map<number, Map<number, Run>>();
  const runOf = (group: number, t: number): Run => {
    const own = runs.get(group) ?? new Map<number, Run>();
    runs.set(group, own);
    const run = own.get(t) ?? runWith(groups[group], t);
    own.set(t, run);
    return run;
  };
  return {
    size: unmoved.y.length,
    groups,
    outputsAt(perturbations) {
      const values = new Float64Array(perturbations.length * unmoved.y.length);
      const branches = perturbations.map(({ element, t }, i) => {
        const run = runOf(groupOf[element], t);
        const at = i * unmoved.y.length;
        const together = groups[groupOf[element]].length > 1;
        if (together && !run.crossed) {
          values.set(unmoved.y, at);
          for (const j of slices[columnOf[element]]) values[at + j] = run.y[j];
          return unmoved.branches;
        }
        const own = together ? runWith([element], t) : run;
        values.set(own.y, at);
        return own.branches;
      });
      return { shape: unmoved.shape, values, branches };
    },
    forgetBefore(element) {
      for (const group of runs.keys()) if (group < groupOf[element]) runs.delete(group);
    },
  };
}

/** Elements that are moved by one run: those that differ in the lane alone, in its order. */
function groupsOf(shape: Shape, { axis }: IndependentColumns): readonly (readonly number[])[] {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  return sliceOf(shape, axis, 0).map((first) =>
    Array.from({ length }, (_, column) => first + column * inner),
  );
}
