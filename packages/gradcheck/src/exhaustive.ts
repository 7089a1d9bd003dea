import { type Shape, scope, type Tensor, tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/network";
import type { Pair } from "./comparison.js";
import { along } from "./fast.js";
import { indexOf, type Lanes, sliceOf } from "./lanes.js";
import { differentiate } from "./numerical.js";
import type { Objective } from "./objective.js";
import { evaluate, type Output, type Site, withValues } from "./site.js";

/** What an exhaustive check may be told. */
export interface ExhaustiveOptions {
  /** Most elements to check; spread evenly over the tensor. All unless told. */
  readonly most?: number;
  readonly step?: number | undefined;
  onElement?(): void;
}

/** The derivative by every element. lanes: those of the tensor, if it has any. Elements that reach different parts of the output are nudged together, where
 *  trying has shown that they do. */
export function everyElement(
  site: Site,
  lanes: Lanes | undefined,
  options: ExhaustiveOptions = {},
): readonly Pair[] {
  const { tensor: nudged } = site;
  const groups =
    lanes === undefined ? Array.from({ length: nudged.size }, (_, i) => [i]) : groupsOf(nudged.shape, lanes);
  const most = Math.max(1, Math.ceil((options.most ?? Infinity) / (groups[0]?.length ?? 1)));
  const stride = Math.max(1, Math.ceil(groups.length / most));
  const pairs: Pair[] = [];
  for (let g = 0; g < groups.length; g += stride) {
    pairs.push(
      ...(lanes === undefined
        ? groups[g].map((i) => single(site, i, options))
        : together(site, groups[g], lanes, options)),
    );
    for (const _ of groups[g]) options.onElement?.();
  }
  return pairs.sort((a, b) => inOrder(a.index, b.index));
}

/** Row-major order of two positions. */
function inOrder(a: readonly number[], b: readonly number[]): number {
  const axis = a.findIndex((position, i) => position !== b[i]);
  return axis < 0 ? 0 : a[axis] - b[axis];
}

/** Elements that are nudged at once: those that differ in the lane alone. */
function groupsOf(shape: Shape, { axis }: Lanes): readonly (readonly number[])[] {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  const groups: number[][] = [];
  const size = shape.reduce((all, n) => all * n, 1);
  for (let i = 0; i < size; i++) {
    if (Math.floor(i / inner) % length === 0)
      groups.push(Array.from({ length }, (_, lane) => i + lane * inner));
  }
  return groups;
}

function single(site: Site, i: number, { step }: ExhaustiveOptions): Pair {
  const direction = new Float64Array(site.tensor.size);
  direction[i] = 1;
  return { ...along(site, direction, step), index: indexOf(i, site.tensor.shape) };
}

/** Derivatives by the elements of one group. An output is that of the group in the element's own lane, and the unmoved
 *  one elsewhere. Elements on a kink are looked at again one by one. */
function together(
  site: Site,
  group: readonly number[],
  lanes: Lanes,
  options: ExhaustiveOptions,
): readonly Pair[] {
  const origin = Float64Array.from(site.tensor.data);
  const runs = new Map<number, { readonly y: Float64Array; readonly branches: readonly Signature[] }>();
  const runAt = (t: number) => {
    const known = runs.get(t);
    if (known !== undefined) return known;
    const moved = origin.slice();
    for (const i of group) moved[i] += t;
    const run = withValues(site, moved, () => copyOf(site, site.run));
    runs.set(t, run);
    return run;
  };
  const { y: unmoved } = runAt(0);
  const base = evaluate(site);
  const mixed = scratch(site);
  return group.map((element, lane) => {
    const slice = sliceOf(mixed.shape, lanes.outputAxis, lane);
    const at = (t: number): Objective => {
      const { y, branches } = runAt(t);
      const values = Float64Array.from(unmoved);
      for (const j of slice) values[j] = y[j];
      return scope(site.engine, () =>
        site.judge({ y: tensor(values, mixed.shape, { dtype: "f64", engine: site.engine }), branches }),
      );
    };
    const analytic = site.gradient.data[element];
    const { declared } = site;
    const derivative = differentiate({ base, at, analytic, declared, step: options.step });
    if (derivative.kinks > 0) return single(site, element, options);
    return { index: indexOf(element, site.tensor.shape), analytic, derivative };
  });
}

function copyOf(site: Site, run: () => Output) {
  return scope(site.engine, () => {
    const { y, branches } = run();
    return { y: Float64Array.from(y.data), branches };
  });
}

function scratch(site: Site): Pick<Tensor, "shape"> {
  return scope(site.engine, () => ({ shape: site.run().y.shape }));
}
