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
import type { BuildContext, Entry, InputKind, Registry } from "@retrograd/plugin";
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
import { describeKind, kindProblem } from "./input-kind.js";
import { type InputSpec, parseInput } from "./input-spec.js";
import { maskIssues } from "./masks.js";
import type { Network, NetworkLayer, NetworkLoss } from "./network.js";

/** A network as data: the shape of one sample, or its shape and number of indices, then the layers in order, ending with the
 *  loss. */
export interface Model {
  readonly input: Shape | InputSpec;
  readonly layers: readonly Entry[];
}

/** The engine and number type of a network. */
export interface BuildOptions {
  /** Default: the reference engine. */
  readonly engine?: Engine;
  /** Default: "f32". */
  readonly dtype?: DType;
}

/** A checked model: its network, or its mistakes. */
export interface CheckedModel {
  readonly network?: Network;
  readonly issues: readonly Issue[];
  /** The layers that could be built, in order, for a trace of the shapes up to the first mistake. */
  readonly built: readonly (NetworkLayer | NetworkLoss)[];
}

/** Builds the network of a model and traces the shapes through it.
 *  @throws RetrogradError E_MODEL listing all issues */
export function buildNetwork(registry: Registry, model: Model, options: BuildOptions = {}): Network {
  const { network, issues } = checkModel(registry, model, options);
  if (network === undefined) throw issuesError(issues, "E_MODEL");
  return network;
}

/** Checks a model and builds its network. Collects every independent mistake instead of stopping at the first. */
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
  const { shape, ...input } = trace.input;
  const network = { input: shape, ...input, engine, dtype, layers, loss };
  const wrongMasks = maskIssues(network);
  return wrongMasks.length > 0 ? { issues: wrongMasks, built } : { network, issues, built };
}

/** How errors refer to an entry. */
interface EntryReference {
  readonly id: string;
  /** Its path in the model. */
  readonly path: Path;
  /** Its id, and the package that registered its definition. */
  readonly who: string;
}

/** Follows the shape from entry to entry. After a mistake that makes the output shape of a layer unknown, checks only options. */
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
  readonly input: InputSpec;
  #shape: Shape | undefined;
  /** What the output before an entry holds: only the input can hold indices. */
  #kind: InputKind;
  #previous: string;

  constructor(registry: Registry, ctx: BuildContext, model: Model) {
    this.#registry = registry;
    this.#ctx = ctx;
    this.#model = model;
    this.#previous = "the input";
    const { value, issues } = parseInput(model.input, ["input"]);
    this.issues.push(...issues);
    this.input = value ?? { shape: [] };
    this.#shape = value?.shape;
    this.#kind = value?.indices === undefined ? "values" : { indices: value.indices };
    if (!Array.isArray(model.layers) || model.layers.length === 0) {
      const message = '"layers" must contain at least a loss, such as SoftmaxWithLoss';
      this.#issue("RG2009", ["layers"], message, "a list of layers", formatValue(model.layers));
    }
  }

  add(index: number): void {
    const path: Path = ["layers", index];
    const last = index === this.#model.layers.length - 1;
    const entry = this.#model.layers[index];
    const parsed = parseEntry(entry, path).value;
    // named before it is resolved, so that a mistake in one entry does not rename later ones
    const id = parsed === undefined ? undefined : this.#nameEntry(parsed.type, parsed.id, path);
    const resolved = resolveEntry(this.#registry, ["layers", "losses"], entry, path);
    this.issues.push(...resolved.issues);
    if (resolved.value === undefined || id === undefined) {
      this.#shape = undefined;
      return;
    }
    const { definition, options } = resolved.value;
    const reference = { id, path, who: nameWithPackage(this.#registry, definition, id) };
    const loss = this.#registry.losses.get(definition.type);
    const layer = this.#registry.layers.get(definition.type);
    if ((loss !== undefined) !== last) this.#reportPosition(id, path, last);
    // a loss in the middle is skipped
    if (loss !== undefined && !last) return;
    const inShape = this.#shape;
    if (inShape === undefined) return;
    if (loss !== undefined) {
      const instance = this.#create(reference, () =>
        requireLoss(loss.create(options, inShape, this.#ctx), reference.who),
      );
      if (instance !== undefined && this.#fits(reference, "values"))
        this.loss = this.#append({ id, loss: instance, options }, instance.outShape);
    } else if (layer !== undefined) {
      const instance = this.#create(reference, () =>
        requireLayer(layer.create(options, inShape, this.#ctx), reference.who),
      );
      if (instance !== undefined && this.#fits(reference, instance.takes ?? "values")) {
        this.layers.push(this.#append({ id, layer: instance, options }, instance.outShape));
      }
    }
  }

  #reportPosition(id: string, path: Path, last: boolean): void {
    const losses = [...this.#registry.losses.keys()].join(", ");
    this.#issue(
      "RG2007",
      path,
      last
        ? `${id} is the last entry and must be a loss: ${losses}`
        : `${id} is a loss and must be the last entry: remove the entries after it, or move it to the end`,
      last ? "a loss as the last entry" : "a layer, since more entries follow",
    );
  }

  /** Runs create. If it refuses the shape or an option, adds an issue that names both layers.
   *  @throws RetrogradError E_PLUGIN when its code throws anything else, or returns no layer */
  #create<T>({ id, who, path }: EntryReference, create: () => T): T | undefined {
    try {
      return create();
    } catch (error) {
      if (!(error instanceof RetrogradError)) throw blame(who, error);
      if (error.code === "E_PLUGIN") throw error;
      const after = `${id} after ${this.#previous} ${formatShape(this.#shape ?? [])}`;
      const got = formatShape(this.#shape ?? []);
      this.#issue("RG2006", path, `${after}: ${error.message}`, `an input that ${id} accepts`, got);
      this.#shape = undefined;
      return undefined;
    }
  }

  /** Checks that an entry takes what it reads, values or indices. If not, adds an issue that says what to write. */
  #fits({ id, path }: EntryReference, takes: InputKind): boolean {
    const kind = this.#kind;
    const problem = kindProblem(id, takes, { kind, previous: this.#previous, input: this.input });
    if (problem === undefined) return true;
    this.#issue("RG2006", path, problem, describeKind(takes), describeKind(kind));
    this.#shape = undefined;
    return false;
  }

  #append<T extends NetworkLayer | NetworkLoss>(layer: T, outShape: Shape): T {
    this.built.push(layer);
    this.#shape = outShape;
    this.#kind = "values";
    this.#previous = layer.id;
    return layer;
  }

  #nameEntry(type: string, entryId: string | undefined, path: Path): string {
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    const id = entryId ?? `${type}${count}`;
    if (this.#ids.has(id)) {
      const message = `an earlier layer has the id "${id}" already; ids must be unique`;
      this.issues.push({
        code: "RG2008",
        path: entryId === undefined ? path : [...path, "id"],
        at: "value",
        message,
        expected: "a unique id",
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
