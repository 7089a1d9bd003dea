import type { Network } from "@retrograd/network";
import {
  type Definition,
  type Entry,
  type Kind,
  type Registry,
  type Resolved,
  resolveEntry,
} from "@retrograd/plugin";
import { asMapping } from "./checks/plain-mapping.js";
import type { Experiment } from "./sections/experiment.js";

/** What the entries of an experiment turned out to be. */
export interface ExperimentParts {
  readonly network: Network;
  readonly dataset?: Resolved<"datasets">;
  readonly optimizer?: Resolved<"optimizers">;
  readonly schedule?: Resolved<"schedules">;
  readonly metrics?: readonly Resolved<"metrics">[];
}

/** The same experiment with every option of every entry and every id written out; itself an experiment, for a run's record. */
export function resolveExperiment(
  experiment: Experiment,
  registry: Registry,
  parts: ExperimentParts,
): Experiment {
  const { data, model, train, ...rest } = experiment;
  const { layers, loss } = parts.network;
  const { dataset, optimizer, schedule, metrics = [] } = parts;
  const named = {
    ...(optimizer && { optimizer: resolvedEntry(registry, optimizer) }),
    ...(schedule && { schedule: resolvedEntry(registry, schedule) }),
  };
  const listed = metrics.map((metric) => resolvedEntry(registry, metric));
  const placed = [
    ...layers.map(({ id, layer, options }) => ({ id, type: layer.type, options })),
    { id: loss.id, type: loss.loss.type, options: loss.options },
  ];
  return {
    ...rest,
    ...(data && dataset ? { data: { ...data, dataset: resolvedEntry(registry, dataset) } } : {}),
    model: {
      input: model.input,
      layers: placed.map(({ id, type, options }) => {
        const definition = registry.layers.get(type) ?? registry.losses.get(type);
        return { [type]: definition ? fillReferences(registry, definition, options) : options, id };
      }),
    },
    ...(train ? { train: { ...train, ...named, evaluate: { ...train.evaluate, metrics: listed } } } : {}),
  };
}

function resolvedEntry<K extends Kind>(registry: Registry, { definition, options }: Resolved<K>): Entry {
  return { [definition.type]: fillReferences(registry, definition, options) };
}

/** Options in which what they name in turn, such as an initializer, has its own options filled in: `{ Normal: { std: 0.01 } }`. */
function fillReferences(registry: Registry, definition: Definition, options: unknown): unknown {
  const references = Object.entries(definition.references ?? {});
  const filled = asMapping(options);
  if (filled === undefined || references.length === 0) return options;
  const named = references.flatMap(([option, kind]) => {
    const { value } = resolveEntry(registry, [kind], filled[option], []);
    return value === undefined ? [] : [[option, { [value.definition.type]: value.options }]];
  });
  return { ...filled, ...Object.fromEntries(named) };
}
