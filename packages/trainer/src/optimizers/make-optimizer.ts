import { type Entry, type Optimizer, type Registry, resolveOrThrow } from "@retrograd/plugin";

/** The optimizer that an entry names, `{ Adam: 0.001 }`, with the defaults of what it leaves out.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function makeOptimizer(registry: Registry, entry: Entry): Optimizer {
  const { definition, options } = resolveOrThrow(registry, "optimizers", entry);
  return definition.create(options);
}
