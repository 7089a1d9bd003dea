import { defined, formatShape, RetrogradError, type Shape } from "@retrograd/core";
import {
  type BuildContext,
  blame,
  formatValue,
  type InputKind,
  type Issue,
  type JointDefinition,
  type LayerDefinition,
  type LossDefinition,
  nameWithPackage,
  type Path,
  parseEntry,
  type Registry,
  requireJoint,
  requireLayer,
  requireLoss,
  resolveEntry,
} from "@retrograd/plugin";
import { entryIds } from "./entry-ids.js";
import { entryMask } from "./entry-mask.js";
import { entrySources } from "./entry-sources.js";
import { entryTies } from "./entry-ties.js";
import { describeKind, kindProblem } from "./input-kind.js";
import { jointAsLayer } from "./joint-as-layer.js";
import { type ModelInput, parseInputs } from "./model-inputs.js";
import type { Model, NetworkLayer, NetworkLoss } from "./network.js";
import type { NetworkInput } from "./network-inputs.js";

/** What an entry passes on. */
interface Output {
  /** The layer in messages: its id, "the input" or "the input words". */
  readonly name: string;
  /** Undefined after a mistake that makes it unknown. */
  readonly shape: Shape | undefined;
  /** What it holds: only an input of the network can hold indices. */
  readonly kind: InputKind;
}

/** An entry that is about to be built. */
interface EntryInProgress {
  /** Its path in the model. */
  readonly path: Path;
  /** Its id, and the package that registered its definition. */
  readonly who: string;
  readonly inputs: readonly KnownOutput[];
  readonly entryData: Pick<NetworkLayer, "id" | "options" | "from" | "mask">;
  readonly tie: Readonly<Record<string, string>> | undefined;
}

interface KnownOutput extends Output {
  readonly shape: Shape;
}

/** Follows the shapes from entry to entry. Where a mistake makes the shape of an output unknown, checks only the options of
 *  the layers that read it. */
export class Trace {
  readonly issues: Issue[] = [];
  readonly layers: NetworkLayer[] = [];
  readonly built: (NetworkLayer | NetworkLoss)[] = [];
  /** The inputs of the network, in order. */
  readonly inputs: readonly ModelInput[];
  loss: NetworkLoss | undefined;
  readonly #registry: Registry;
  readonly #ctx: BuildContext;
  readonly #model: Model;
  readonly #ids: readonly string[];
  readonly #usedIds = new Set<string>();
  readonly #inputs: readonly Output[];
  // by the index of the entry
  readonly #outputs: Output[] = [];
  readonly #read = new Set<number>();
  #allSourcesKnown = true;

  constructor(registry: Registry, ctx: BuildContext, model: Model) {
    this.#registry = registry;
    this.#ctx = ctx;
    this.#model = model;
    this.#ids = entryIds(Array.isArray(model.layers) ? model.layers : []);
    const { inputs, issues } = parseInputs(model);
    this.issues.push(...issues);
    this.inputs = inputs;
    this.#inputs = inputs.map(({ name, spec, path }) => ({
      name: path.length === 1 ? "the input" : `the input ${name}`,
      shape: spec?.shape,
      kind: spec?.indices === undefined ? "values" : { indices: spec.indices },
    }));
    if (!Array.isArray(model.layers) || model.layers.length === 0) {
      const message = '"layers" must contain at least a loss, such as SoftmaxWithLoss';
      this.#issue("RG2009", ["layers"], message, "a list of layers", formatValue(model.layers));
    }
  }

  /** Checks the next entry and builds its layer. */
  add(index: number): void {
    this.#outputs[index] = this.#build(index) ?? {
      name: this.#ids[index] ?? "",
      shape: undefined,
      kind: "values",
    };
  }

  /** Reports each input and each output that no entry reads. */
  requireReaders(): void {
    if (!this.#allSourcesKnown) return;
    for (const [k, { name, path }] of this.inputs.entries()) {
      if (this.#read.has(-1 - k) || this.#ids.length === 0) continue;
      const message = `no entry reads the input ${name}: remove it, or add it to the "from" of an entry`;
      const expected = "an input that an entry reads";
      this.issues.push({ code: "RG2013", path, at: path.length > 1 ? "key" : "value", message, expected });
    }
    for (const [index, id] of this.#ids.entries()) {
      if (index === this.#ids.length - 1 || this.#read.has(index)) continue;
      const message = `no entry reads ${id}: remove it, or add its id to the "from" of a later entry`;
      this.#issue("RG2013", ["layers", index], message, "an output that a later entry reads");
    }
  }

  #build(index: number): Output | undefined {
    const path: Path = ["layers", index];
    const last = index === this.#model.layers.length - 1;
    const entry = this.#model.layers[index];
    const parsed = parseEntry(entry, path).value;
    const id = this.#ids[index] ?? "";
    // named before it is resolved, so that a mistake in one entry does not rename later ones
    if (parsed !== undefined) this.#requireNewId(id, parsed.id !== undefined, path);
    const resolved = resolveEntry(this.#registry, ["layers", "joints", "losses"], entry, path);
    const readable = { ids: this.#ids, inputs: this.inputs.map(({ name }) => name) };
    const sources = entrySources(parsed?.from, readable, index, path);
    const mask = entryMask(parsed?.mask, this.#maskable(), path);
    this.issues.push(...resolved.issues, ...sources.issues, ...mask.issues);
    for (const position of sources.positions) this.#read.add(position);
    const isWrongSource = resolved.issues.some(isOfFrom) || sources.issues.length > 0;
    // it may read something else than it seems to
    if (parsed === undefined || isWrongSource) this.#allSourcesKnown = false;
    if (resolved.value === undefined || isWrongSource) return undefined;
    const { definition, options } = resolved.value;
    const loss = this.#registry.losses.get(definition.type);
    if ((loss !== undefined) !== last) this.#reportPosition(id, path, last);
    const joint = this.#registry.joints.get(definition.type);
    if (!this.#requireCount(sources.positions.length, joint !== undefined, { id, path })) return undefined;
    const inputs = sources.positions.map((position) => this.#outputAt(position));
    // a loss in the middle is skipped
    if (loss !== undefined && !last) return inputs[0];
    const knownInputs = inputs.flatMap(({ shape, ...input }) =>
      shape === undefined ? [] : [{ ...input, shape }],
    );
    if (knownInputs.length < inputs.length) return undefined;
    const who = nameWithPackage(this.#registry, definition, id);
    const isOnlySource = index > 0 || this.inputs.length < 2;
    const isDefault = isOnlySource && sources.positions.length === 1 && sources.positions[0] === index - 1;
    const entryData = {
      id,
      options,
      ...(isDefault ? {} : { from: sources.positions }),
      ...defined({ mask: mask.position }),
    };
    const building = { path, who, inputs: knownInputs, entryData, tie: parsed?.tie };
    if (loss !== undefined) return this.#addLoss(loss, building);
    if (joint !== undefined) return this.#addJoint(joint, building);
    const layer = this.#registry.layers.get(definition.type);
    return layer && this.#addLayer(layer, building);
  }

  #addLoss(definition: LossDefinition, building: EntryInProgress): Output | undefined {
    const { entryData, who, inputs, tie, path } = building;
    const [input] = inputs;
    if (tie !== undefined)
      this.#issue(
        "RG2014",
        [...path, "tie"],
        `${entryData.id} is a loss, which cannot tie its parameters`,
        "no tie",
      );
    const loss = this.#create(building, () =>
      requireLoss(definition.create(entryData.options, input?.shape ?? [], this.#ctx), who),
    );
    if (loss === undefined || !this.#takes("values", building)) return undefined;
    this.loss = { ...entryData, loss };
    this.built.push(this.loss);
    return { name: entryData.id, shape: loss.outShape, kind: "values" };
  }

  #addLayer(definition: LayerDefinition, building: EntryInProgress): Output | undefined {
    const { entryData, who, inputs } = building;
    const [input] = inputs;
    const layer = this.#create(building, () =>
      requireLayer(definition.create(entryData.options, input?.shape ?? [], this.#ctx), who),
    );
    if (layer === undefined || !this.#takes(layer.takes ?? "values", building)) return undefined;
    return this.#append({ ...entryData, layer }, building);
  }

  #addJoint(definition: JointDefinition, building: EntryInProgress): Output | undefined {
    const { entryData, who, inputs } = building;
    const shapes = inputs.map(({ shape }) => shape);
    const joint = this.#create(building, () =>
      requireJoint(definition.createJoint(entryData.options, shapes, this.#ctx), who),
    );
    if (joint === undefined || !this.#takes("values", building)) return undefined;
    return this.#append({ ...entryData, layer: requireLayer(jointAsLayer(joint), who), joint }, building);
  }

  #append(layer: NetworkLayer, { tie, path }: EntryInProgress): Output {
    const earlierIds = this.#ids.slice(0, this.#ids.indexOf(layer.id));
    const { tied, issues } = entryTies(tie, { ...layer, path, earlier: this.layers, earlierIds });
    this.issues.push(...issues);
    const entry = tied === undefined ? layer : { ...layer, tied };
    this.layers.push(entry);
    this.built.push(entry);
    return { name: layer.id, shape: layer.layer.outShape, kind: "values" };
  }

  #outputAt(position: number): Output {
    const output = position < 0 ? this.#inputs[-1 - position] : this.#outputs[position];
    return output ?? { name: "", shape: undefined, kind: "values" };
  }

  #maskable(): readonly Pick<NetworkInput, "name" | "padding">[] {
    return this.inputs.map(({ name, spec }) => ({ name, ...defined({ padding: spec?.padding }) }));
  }

  #requireCount(
    count: number,
    isJoint: boolean,
    { id, path }: { readonly id: string; readonly path: Path },
  ): boolean {
    if (isJoint ? count > 1 : count === 1) return true;
    const got = count === 1 ? "1 input" : `${count} inputs`;
    const [message, expected] = isJoint
      ? [
          `${id} takes two or more inputs, got 1: list them, such as from: [Relu1, Affine2], or use residual or branches`,
          "two or more inputs",
        ]
      : [`${id} takes one input, got ${count}: join them first, with Add or Concat`, "one input"];
    this.#issue("RG2012", [...path, "from"], message, expected, got);
    return false;
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

  /** Runs create. If it refuses the shapes or an option, adds an issue that names the layer and those that it reads.
   *  @throws RetrogradError E_PLUGIN when its code throws anything else, or returns no layer */
  #create<T>({ entryData: { id }, who, path, inputs }: EntryInProgress, create: () => T): T | undefined {
    try {
      return create();
    } catch (error) {
      if (!(error instanceof RetrogradError)) throw blame(who, error);
      if (error.code === "E_PLUGIN") throw error;
      const got = inputs.map(({ shape }) => formatShape(shape)).join(" and ");
      const before = inputs.map(({ name, shape }) => `${name} ${formatShape(shape)}`).join(" and ");
      const expected = inputs.length === 1 ? `an input that ${id} accepts` : `inputs that ${id} accepts`;
      this.#issue("RG2006", path, `${id} after ${before}: ${error.message}`, expected, got);
      return undefined;
    }
  }

  /** Checks that an entry takes what it reads, values or indices. If not, adds an issue that says what to write. */
  #takes(takes: InputKind, { entryData: { id }, path, inputs }: EntryInProgress): boolean {
    for (const { kind, name } of inputs) {
      const read = this.#inputs.findIndex((one) => one.name === name);
      const { name: key = "input", spec } = this.inputs[Math.max(0, read)] ?? {};
      const isInput = read >= 0;
      const shape = spec?.shape ?? [];
      const problem = kindProblem(id, takes, { kind, previous: name, isInput, input: { name: key, shape } });
      if (problem === undefined) continue;
      this.#issue("RG2006", path, problem, describeKind(takes), describeKind(kind));
      return false;
    }
    return true;
  }

  #requireNewId(id: string, isOwn: boolean, path: Path): void {
    const isInput = this.inputs.some(
      ({ name, path: { length } }) =>
        name === id && (length > 1 || this.#model.layers.some((entry) => hasFrom(entry))),
    );
    if (this.#usedIds.has(id) || isInput) {
      this.issues.push({
        code: "RG2008",
        path: isOwn ? [...path, "id"] : path,
        at: "value",
        message: isInput
          ? `"${id}" is ${this.#nameOfInput(id)} in "from": choose another id`
          : `an earlier layer has the id "${id}" already; ids must be unique`,
        expected: "a unique id",
        got: formatValue(id),
      });
    }
    this.#usedIds.add(id);
  }

  #nameOfInput(id: string): string {
    return this.#model.inputs === undefined ? "the network's input" : `the input ${id}`;
  }

  #issue(code: Issue["code"], path: Path, message: string, expected: string, got?: string): void {
    this.issues.push({ code, path, at: "value", message, expected, ...(got === undefined ? {} : { got }) });
  }
}

function isOfFrom({ path }: Issue): boolean {
  return path[2] === "from";
}

function hasFrom(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && Object.hasOwn(entry, "from");
}
