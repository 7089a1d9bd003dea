import { bufferOf, sameShape, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Params } from "@retrograd/network";
import type { Diagnosis, DiagnosisCode } from "./diagnoses.js";
import { contextOf, runLayer, type Stage } from "./stages.js";

/** A rule that a layer breaks, by what it keeps, changes or reads. */
export interface Breach {
  /** Name of the parameter, or "x". */
  readonly tensor: string;
  readonly diagnosis: Diagnosis;
}

type Place = Omit<Stage, "forward">;
type Gradients = Readonly<Record<string, Float64Array>>;

/** Runs a layer on another input, with other parameters and another cotangent, before anything else does: what it
 *  keeps of its first call is then wrong for the check. */
export function warmUp(place: Place, dy: Tensor): void {
  runLayer(elsewhere(place)).backward(changed(dy));
}

/** Checks the rules of state: nothing that was handed in is written to, the same call gives the same bits, backward
 *  answers for its own forward and follows dy, every parameter comes from init, rows stay alone.
 *  dy: as y. The first broken rule is told. */
export function stateBreaches(place: Place, dy: Tensor): readonly Breach[] {
  const { params, x } = place;
  const foreign = unregistered(place);
  if (foreign !== undefined) return [foreign];
  const kept = { ...params, x };
  const before = copies(kept);
  const first = runLayer(place);
  const y = Float64Array.from(first.y.data);
  const spoiled = mutations(kept, before, "forward");
  if (spoiled.length > 0) return spoiled;
  const givenBefore = copies({ dy, y: first.y });
  const back = first.backward(dy);
  const written = [
    ...mutations(kept, before, "backward"),
    ...mutations({ dy, y: first.y }, givenBefore, "backward"),
  ];
  if (written.length > 0) return written;
  const misshapen = misshapenGradients(kept, back);
  if (misshapen.length > 0) return misshapen;

  const g = gradientsOf(back);
  const repeated = [first.backward(dy), first.backward(dy)].map(gradientsOf);
  const unsteady = Object.keys(g).filter((name) => !sameBits(g[name], repeated[0][name]));
  if (unsteady.length > 0) {
    return unsteady.map((name) => {
      const grows = sameSteps(g[name], repeated[0][name], repeated[1][name]);
      return grows
        ? breach(name, "accumulation", "each backward of one forward gives more than the one before")
        : breach(name, "nondeterministic", "backward gives other numbers when it is called again");
    });
  }
  if (!sameBits(y, Float64Array.from(runLayer(place).y.data))) {
    return [
      breach("x", "nondeterministic", "forward gives another output for the same input and random stream"),
    ];
  }
  runLayer(elsewhere(place));
  const late = gradientsOf(first.backward(dy));
  const stale = Object.keys(g).filter((name) => !sameBits(g[name], late[name]));
  if (stale.length > 0) {
    return stale.map((name) =>
      breach(name, "stale-cache", "another forward in between changes what backward gives"),
    );
  }
  return mixedRows(place, y);
}

/** Parameters that forward asks for, or backward has gradients of, and init does not return. */
function unregistered(place: Place): Breach | undefined {
  const { params, layer } = place;
  const asked = new Set<string>();
  const watched = new Proxy(params, {
    get(target, key) {
      if (typeof key === "string" && !Object.hasOwn(target, key)) asked.add(key);
      return Reflect.get(target, key);
    },
  });
  const { y, backward } = runLayer({ ...place, params: watched });
  const { grads } = backward(y);
  for (const name of [...Object.keys(grads), ...Object.keys(layer.paramShapes)]) {
    if (!Object.hasOwn(params, name)) asked.add(name);
  }
  const [name] = asked;
  return name === undefined
    ? undefined
    : breach(
        "x",
        "unregistered-parameter",
        `the layer reads the parameter ${name}, which init does not return`,
      );
}

/** Gradients by tensor whose shape or number type does not fit. */
function misshapenGradients(
  kept: Params,
  back: { readonly dx?: Tensor; readonly grads: Params },
): readonly Breach[] {
  return Object.entries(kept).flatMap(([name, { shape }]) => {
    const gradient = name === "x" ? back.dx : back.grads[name];
    if (gradient === undefined)
      return [breach(name, "missing-gradient", `backward gave no gradient for ${name}`)];
    if (!sameShape(gradient.shape, shape)) {
      const shapes = `[${gradient.shape.join(", ")}], but ${name} is [${shape.join(", ")}]`;
      return [breach(name, "wrong-shape", `backward gave a gradient of shape ${shapes}`)];
    }
    if (gradient.dtype !== "f64") {
      return [breach(name, "wrong-dtype", `backward gave float32 for ${name}, which is float64`)];
    }
    return [];
  });
}

/** Whether the first or last row of y moves when the others' inputs do. */
function mixedRows(place: Place, y: Float64Array): readonly Breach[] {
  const { layer, x } = place;
  const rows = x.shape[0] ?? 0;
  if (rows < 2 || layer.mixesRows === true || layer.outShape.length === 0) return [];
  const [width, outWidth] = [x.size / rows, sizeOf(layer.outShape)];
  for (const row of [0, rows - 1]) {
    const own = (i: number, size: number) => Math.floor(i / size) === row;
    const others = Array.from(x.data, (value, i) => (own(i, width) ? value : 0.5 - value + (i % 3)));
    const moved = runLayer({ ...place, x: tensor(others, x.shape, x) }).y.data;
    if (y.some((value, i) => own(i, outWidth) && !Object.is(value, moved[i]))) {
      return [breach("x", "row-dependence", `row ${row} of the output changes with other rows of the input`)];
    }
  }
  return [];
}

/** Gradients that do not follow dy in proportion, or differ where dx may be left out. */
export function bentGradients(place: Place, dy: Tensor): readonly Breach[] {
  const { id, layer, params, x, streams } = place;
  const g = gradientsOf(runLayer(place).backward(dy));
  const opposite = tensor(
    Array.from(changed(dy).data, (value) => -2 * value),
    dy.shape,
    dy,
  );
  const plain = gradientsOf(runLayer(place).backward(changed(dy)));
  const twice = gradientsOf(runLayer(place).backward(opposite));
  const bent = Object.keys(g).filter(
    (name) =>
      !near(
        plain[name].map((value) => -2 * value),
        twice[name],
      ),
  );
  if (bent.length > 0) {
    return bent.map((name) => breach(name, "nonlinear", "backward of -2 dy is not -2 times backward of dy"));
  }
  const context = { ...contextOf(id, streams), rng: contextOf(id, streams).rng, needsInputGradient: false };
  const lean = gradientsOf(layer.forward(params, x, context).backward(dy));
  return Object.keys(params)
    .filter((name) => lean[name] === undefined || !near(g[name], lean[name]))
    .map((name) =>
      breach(name, "another-path", "backward gives another gradient where needsInputGradient is false"),
    );
}

/** Tensors that were written to; they get their numbers back. */
function mutations(tensors: Params, before: Gradients, who: string): readonly Breach[] {
  return Object.entries(tensors).flatMap(([name, one]) => {
    if (sameBits(before[name], Float64Array.from(one.data))) return [];
    bufferOf(one).set(before[name]);
    return [
      breach(name === "dy" || name === "y" ? "x" : name, "mutated-input", `${who} writes into ${name}`),
    ];
  });
}

// Breaking one of these leaves the other gradients of the layer as they are.
const harmless: readonly DiagnosisCode[] = ["missing-gradient", "wrong-shape", "wrong-dtype"];

/** Whether a layer that breaks these rules can still be run and compared. */
export function mayBeCompared(breaches: readonly Breach[]): boolean {
  return breaches.every(({ diagnosis }) => harmless.includes(diagnosis.code));
}

/** The same layer on another input, with other parameters. */
export function elsewhere(place: Place): Place {
  return { ...place, x: changed(place.x), params: changedParams(place.params) };
}

/** Other parameters of the same shapes. */
export function changedParams(params: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([name, own]) => [name, changed(own)]));
}

/** Other numbers of the same kind, positive where there were negative ones and in another order. */
export function changed(x: Tensor): Tensor {
  const { data, size } = x;
  return tensor(
    Array.from({ length: size }, (_, i) => -0.75 * data[size - 1 - i] - 0.01 * (1 + (i % 3))),
    x.shape,
    x,
  );
}

function copies(tensors: Params): Gradients {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, one]) => [name, Float64Array.from(one.data)]),
  );
}

export function gradientsOf({ dx, grads }: { readonly dx?: Tensor; readonly grads: Params }): Gradients {
  return copies({ ...grads, ...(dx === undefined ? {} : { x: dx }) });
}

export function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

function near(a: Float64Array, b: Float64Array): boolean {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.every((value, i) => Math.abs(value - b[i]) <= 1e-9 * largest || Object.is(value, b[i]));
}

/** Whether numbers that were asked for three times grew by the same amount each time. */
function sameSteps(first: Float64Array, second: Float64Array, third: Float64Array): boolean {
  const steps = first.map((value, i) => second[i] - value);
  return near(
    steps,
    third.map((value, i) => value - second[i]),
  );
}

function breach(name: string, code: DiagnosisCode, message: string): Breach {
  return { tensor: name, diagnosis: { code, message } };
}
