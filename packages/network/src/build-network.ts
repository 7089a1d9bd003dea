import {
  checkDType,
  type DType,
  type Engine,
  formatShape,
  RetrogradError,
  referenceEngine,
  requireMembers,
  type Shape,
} from "@retrograd/core";
import type { BuildContext, Entry, Registry } from "@retrograd/plugin";
import {
  blame,
  formatValue,
  type Issue,
  issuesError,
  nameWithPackage,
  type Path,
  parseEntry,
  requireLayer,
  requireLoss,
  requireRegistry,
  resolveEntry,
  resolveOrThrow,
} from "@retrograd/plugin";
import type { Network, NetworkLayer, NetworkLoss } from "./network.js";

/** A network written down: the shape of one sample, then layers in order, the last of them the loss. */
export interface Model {
  readonly input: Shape;
  readonly layers: readonly Entry[];
}

/** What a network computes with. */
export interface BuildOptions {
  /** The reference engine unless told. */
  readonly engine?: Engine;
  /** "f32" unless told. */
  readonly dtype?: DType;
}

/** A model after its check: the network if nothing is wrong, and all that is wrong if something is. */
export interface CheckedModel {
  readonly network?: Network;
  readonly issues: readonly Issue[];
  /** The layers that could be built, in order, for a trace of shapes up to the first mistake. */
  readonly built: readonly (NetworkLayer | NetworkLoss)[];
}

/** Builds the network that a model writes down, shapes traced through.
 *  @throws RetrogradError E_MODEL listing all issues */
export function buildNetwork(registry: Registry, model: Model, options: BuildOptions = {}): Network {
  const { network, issues } = checkModel(registry, model, options);
  if (network === undefined) throw issuesError(issues, "E_MODEL");
  return network;
}

/** Checks a model and builds its network, collecting every independent mistake instead of stopping at the first. */
export function checkModel(registry: Registry, model: Model, options: BuildOptions = {}): CheckedModel {
  requireRegistry("buildNetwork", registry);
  requireMembers("buildNetwork", "model", model, {
    expected: 'a model, such as { input: [4], layers: [{ Affine: 3 }, "SoftmaxWithLoss"] }',
    members: {},
  });
  const { engine = referenceEngine, dtype = "f32" } = options;
  checkDType("buildNetwork", dtype);
  const ctx: BuildContext = {
    engine,
    dtype,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  };
  const trace = new Trace(registry, ctx, model);
  for (const index of (model.layers ?? []).keys()) trace.add(index);
  const { issues, built, layers, loss } = trace;
  if (issues.length > 0 || loss === undefined) return { issues, built };
  return { network: { input: model.input, engine, dtype, layers, loss }, issues, built };
}

/** Whether a value lists the axes of one sample. */
function isInput(input: unknown): boolean {
  return (
    Array.isArray(input) && input.length > 0 && input.every((axis) => Number.isSafeInteger(axis) && axis > 0)
  );
}

/** An entry as errors name it: its id, its place in the model, and its id with the package it comes from. */
interface Place {
  readonly id: string;
  readonly path: Path;
  readonly who: string;
}

/** Follows the shape from entry to entry. After a mistake that hides what comes out of a layer the shape is unknown, and
 *  only options are checked. */
class Trace {
  readonly issues: Issue[] = [];
  readonly layers: NetworkLayer[] = [];
  readonly built: (NetworkLayer | NetworkLoss)[] = [];
  loss: NetworkLoss | undefined;
  readonly #registry: Registry;
  readonly #ctx: BuildContext;
  readonly #model: Model;
  readonly #counts = new Map<string, number>();
  readonly #ids = new Set<string>();
  #shape: Shape | undefined;
  #before: string;

  constructor(registry: Registry, ctx: BuildContext, model: Model) {
    this.#registry = registry;
    this.#ctx = ctx;
    this.#model = model;
    this.#before = "the input";
    this.#shape = model.input;
    if (!isInput(model.input)) {
      this.#issue(
        "RG2009",
        ["input"],
        `"input" must list the axes of one sample, whole numbers > 0, got ${formatValue(model.input)}`,
        "a list of whole numbers > 0",
        formatValue(model.input),
      );
      this.#shape = undefined;
    }
    if (!Array.isArray(model.layers) || model.layers.length === 0) {
      const message = '"layers" must hold at least a loss, such as SoftmaxWithLoss';
      this.#issue("RG2009", ["layers"], message, "a list of layers", formatValue(model.layers));
    }
  }

  add(index: number): void {
    const path: Path = ["layers", index];
    const last = index === this.#model.layers.length - 1;
    const entry = this.#model.layers[index];
    const parsed = parseEntry(entry, path).value;
    // named before it is resolved, so that a mistake in one entry does not rename the ones after it
    const id = parsed === undefined ? undefined : this.#nameOf(parsed.type, parsed.id, path);
    const resolved = resolveEntry(this.#registry, ["layers", "losses"], entry, path);
    this.issues.push(...resolved.issues);
    if (resolved.value === undefined || id === undefined) {
      this.#shape = undefined;
      return;
    }
    const { definition, options } = resolved.value;
    const place = { id, path, who: nameWithPackage(this.#registry, definition, id) };
    const loss = this.#registry.losses.get(definition.type);
    const layer = this.#registry.layers.get(definition.type);
    if ((loss !== undefined) !== last) this.#misplaced(id, path, last);
    // a loss in the middle is passed over, as if it were removed
    if (loss !== undefined && !last) return;
    const inShape = this.#shape;
    if (inShape === undefined) return;
    if (loss !== undefined) {
      const made = this.#attempt(place, () =>
        requireLoss(loss.create(options, inShape, this.#ctx), place.who),
      );
      if (made !== undefined) this.loss = this.#place({ id, loss: made, options }, made.outShape);
    } else if (layer !== undefined) {
      const made = this.#attempt(place, () =>
        requireLayer(layer.create(options, inShape, this.#ctx), place.who),
      );
      if (made !== undefined) this.layers.push(this.#place({ id, layer: made, options }, made.outShape));
    }
  }

  #misplaced(id: string, path: Path, last: boolean): void {
    const losses = [...this.#registry.losses.keys()].join(", ");
    this.#issue(
      "RG2007",
      path,
      last
        ? `${id} is the last entry and must be a loss: ${losses}`
        : `${id} is a loss and must be the last entry: remove what follows it, or move it to the end`,
      last ? "a loss as the last entry" : "a layer, since more entries follow",
    );
  }

  /** Runs create; a shape or option that it refuses becomes an issue that names both layers.
   *  @throws RetrogradError E_PLUGIN when its code throws anything else, or makes no layer */
  #attempt<T>({ id, who, path }: Place, create: () => T): T | undefined {
    try {
      return create();
    } catch (error) {
      if (!(error instanceof RetrogradError)) throw blame(who, error);
      if (error.code === "E_PLUGIN") throw error;
      const after = `${id} after ${this.#before} ${formatShape(this.#shape ?? [])}`;
      const got = formatShape(this.#shape ?? []);
      this.#issue("RG2006", path, `${after}: ${error.message}`, `an input that ${id} can take`, got);
      this.#shape = undefined;
      return undefined;
    }
  }

  #place<T extends NetworkLayer | NetworkLoss>(placed: T, outShape: Shape): T {
    this.built.push(placed);
    this.#shape = outShape;
    this.#before = placed.id;
    return placed;
  }

  #nameOf(type: string, ownId: string | undefined, path: Path): string {
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    const id = ownId ?? `${type}${count}`;
    if (this.#ids.has(id)) {
      const message = `the id "${id}" is taken by an earlier layer; ids must differ`;
      this.issues.push({
        code: "RG2008",
        path: ownId === undefined ? path : [...path, "id"],
        at: "value",
        message,
        expected: "an id of its own",
        got: formatValue(id),
      });
    }
    this.#ids.add(id);
    return id;
  }

  #issue(code: Issue["code"], path: Path, message: string, expected: string, got?: string): void {
    this.issues.push({ code, path, at: "value", message, expected, ...(got === undefined ? {} : { got }) });
  }
}
