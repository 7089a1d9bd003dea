import { defined } from "@retrograd/core";
import { inputNameAt, type Network, type ParameterPlace } from "@retrograd/network";
import {
  type Definition,
  type Entry,
  type Kind,
  type Registry,
  type Resolved,
  resolveEntry,
} from "@retrograd/plugin";
import { asMapping } from "./checks/raw-sections.js";
import type { Experiment } from "./sections/experiment.js";

/** The resolved entries of an experiment. */
export interface ExperimentParts {
  readonly network: Network;
  readonly dataset?: Resolved<"datasets">;
  readonly optimizer?: Resolved<"optimizers">;
  readonly schedule?: Resolved<"schedules">;
  readonly metrics?: readonly Resolved<"metrics">[];
}

/** The same experiment with every option of every entry and every id filled in, for the record of a run. The result is an
 *  experiment too. */
export function resolveExperiment(
  experiment: Experiment,
  registry: Registry,
  parts: ExperimentParts,
): Experiment {
  const { data, model, train, ...rest } = experiment;
  const { layers, loss } = parts.network;
  const { dataset, optimizer, schedule, metrics = [] } = parts;
  const resolvedEntries = {
    ...(optimizer && { optimizer: resolvedEntry(registry, optimizer) }),
    ...(schedule && { schedule: resolvedEntry(registry, schedule) }),
  };
  const resolvedMetrics = metrics.map((metric) => resolvedEntry(registry, metric));
  const entries = [
    ...layers.map(({ layer, ...entry }) => ({ ...entry, type: layer.type })),
    { ...loss, tied: undefined, type: loss.loss.type },
  ];
  const idOf = (position: number) => entries[position]?.id ?? inputNameAt(parts.network, position);
  return {
    ...rest,
    ...(data && dataset ? { data: { ...data, dataset: resolvedEntry(registry, dataset) } } : {}),
    model: {
      ...defined({ input: model.input, inputs: model.inputs }),
      layers: entries.map(({ id, type, options, from, mask, tied }) => {
        const definition =
          registry.layers.get(type) ?? registry.joints.get(type) ?? registry.losses.get(type);
        const values = definition ? fillReferences(registry, definition, options) : options;
        return {
          [type]: values,
          id,
          ...(from && { from: listOrOne(from.map(idOf)) }),
          ...(mask !== undefined && { mask: idOf(mask) }),
          ...(tied && { tie: tieOf(tied) }),
        };
      }),
    },
    ...(train
      ? { train: { ...train, ...resolvedEntries, evaluate: { ...train.evaluate, metrics: resolvedMetrics } } }
      : {}),
  };
}

/** The tied parameters as an entry has them: `{ W: "embed.W" }`. */
function tieOf(tied: Readonly<Record<string, ParameterPlace>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tied).map(([own, { id, name }]) => [own, `${id}.${name}`]));
}

function listOrOne(ids: readonly string[]): string | readonly string[] {
  const [first, ...others] = ids;
  return first !== undefined && others.length === 0 ? first : ids;
}

function resolvedEntry<K extends Kind>(registry: Registry, { definition, options }: Resolved<K>): Entry {
  return { [definition.type]: fillReferences(registry, definition, options) };
}

/** Fills in the options of entries inside options, such as an initializer: `{ Normal: { std: 0.01 } }`. */
function fillReferences(registry: Registry, definition: Definition, options: unknown): unknown {
  const references = Object.entries(definition.references ?? {});
  const values = asMapping(options);
  if (values === undefined || references.length === 0) return options;
  const inner = references.flatMap(([option, kind]) => {
    const { value } = resolveEntry(registry, [kind], values[option], []);
    return value === undefined ? [] : [[option, { [value.definition.type]: value.options }]];
  });
  return { ...values, ...Object.fromEntries(inner) };
}
