import { RetrogradError, requireMembers } from "@retrograd/core";
import type { BlockDefinition } from "./contract/block.js";
import type { DatasetDefinition } from "./contract/dataset.js";
import type { InitializerDefinition } from "./contract/initializer.js";
import type { JointDefinition } from "./contract/joint.js";
import type { LayerDefinition } from "./contract/layer.js";
import type { LossDefinition } from "./contract/loss.js";
import type { MetricDefinition } from "./contract/metric.js";
import type { OptimizerDefinition } from "./contract/optimizer.js";
import type { ScheduleDefinition } from "./contract/schedule.js";

/** Definitions of one package, by kind. */
export interface Definitions {
  readonly layers: LayerDefinition;
  readonly losses: LossDefinition;
  /** Layers of several inputs. */
  readonly joints: JointDefinition;
  readonly blocks: BlockDefinition;
  readonly initializers: InitializerDefinition;
  readonly optimizers: OptimizerDefinition;
  readonly schedules: ScheduleDefinition;
  readonly metrics: MetricDefinition;
  readonly datasets: DatasetDefinition;
}

/** A kind of definition. */
export type Kind = keyof Definitions;

/** The name of each kind in messages. */
export const kindNames: Readonly<Record<Kind, string>> = {
  layers: "layer",
  losses: "loss",
  joints: "layer",
  blocks: "block",
  initializers: "initializer",
  optimizers: "optimizer",
  schedules: "schedule",
  metrics: "metric",
  datasets: "data set",
};

const kinds: readonly Kind[] = [
  "layers",
  "losses",
  "joints",
  "blocks",
  "initializers",
  "optimizers",
  "schedules",
  "metrics",
  "datasets",
];

type DefinitionLists = { readonly [K in Kind]?: readonly Definitions[K][] };

// one list in an experiment names all of these
const modelKinds: readonly Kind[] = ["layers", "losses", "joints", "blocks"];

/** Definitions by kind and name. */
export type Catalog = { readonly [K in Kind]: ReadonlyMap<string, Definitions[K]> };

/** What a package exports, so that experiments can use its definitions by name. */
export interface Plugin extends DefinitionLists {
  /** The package's npm name. */
  readonly name: string;
  readonly version?: string;
}

/** Checks a plugin and returns it. Its type keeps the names and options of its definitions.
 *  @throws RetrogradError E_PLUGIN when the name is missing, or a definition has no type or no schema */
export function definePlugin<const P extends Plugin>(plugin: P): P {
  if (typeof plugin?.name !== "string" || plugin.name === "") {
    throw new RetrogradError("E_PLUGIN", 'definePlugin: "name" must be the package\'s name');
  }
  for (const kind of kinds) {
    for (const definition of plugin[kind] ?? []) {
      if (typeof definition?.type !== "string" || definition.options?.["~standard"] === undefined) {
        throw new RetrogradError(
          "E_PLUGIN",
          `definePlugin: ${plugin.name}: every ${kindNames[kind]} needs a "type" and an "options" schema`,
        );
      }
    }
  }
  return plugin;
}

/** The definitions that experiments can name. `createRegistry` creates it; it is never global and never changes. */
export interface Registry extends Catalog {
  readonly plugins: readonly Plugin[];
}

/** Creates a registry of the definitions of all plugins.
 *  @throws RetrogradError E_DUPLICATE_NAME naming both packages when a name is registered twice. Layers, losses,
 *  joints and blocks share one namespace, since one list in an experiment names them all */
export function createRegistry(...plugins: readonly Plugin[]): Registry {
  for (const [i, plugin] of plugins.entries()) {
    requireMembers("createRegistry", `plugin ${i + 1}`, plugin, {
      expected: "a plugin, such as builtins, or the result of definePlugin",
      members: { name: "string" },
    });
  }
  return {
    plugins,
    layers: collect(plugins, "layers"),
    losses: collect(plugins, "losses"),
    joints: collect(plugins, "joints"),
    blocks: collect(plugins, "blocks"),
    initializers: collect(plugins, "initializers"),
    optimizers: collect(plugins, "optimizers"),
    schedules: collect(plugins, "schedules"),
    metrics: collect(plugins, "metrics"),
    datasets: collect(plugins, "datasets"),
  };
}

function collect<K extends Kind>(plugins: readonly Plugin[], kind: K): ReadonlyMap<string, Definitions[K]> {
  const owners = new Map<string, string>();
  const byType = new Map<string, Definitions[K]>();
  const claim = (claimed: Kind, type: string, owner: string) => {
    const other = owners.get(type);
    if (other !== undefined) {
      throw new RetrogradError(
        "E_DUPLICATE_NAME",
        `the ${kindNames[claimed]} "${type}" is registered twice, by ${other} and by ${owner}: load only one of them`,
      );
    }
    owners.set(type, owner);
  };
  const others = modelKinds.includes(kind) ? modelKinds.filter((other) => other !== kind) : [];
  for (const plugin of plugins) {
    const lists: DefinitionLists = plugin;
    const definitions: readonly Definitions[K][] = lists[kind] ?? [];
    for (const definition of definitions) {
      claim(kind, definition.type, plugin.name);
      byType.set(definition.type, definition);
    }
    for (const other of others) {
      for (const { type } of lists[other] ?? []) claim(other, type, plugin.name);
    }
  }
  return byType;
}
