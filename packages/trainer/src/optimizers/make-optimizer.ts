import { type Entry, type Optimizer, type Registry, resolveOrThrow } from "@retrograd/plugin";

/** Creates the optimizer that an entry names, `{ Adam: 0.001 }`, with defaults for the options that it omits.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function makeOptimizer(registry: Registry, entry: Entry): Optimizer {
  const { definition, options } = resolveOrThrow(registry, "optimizers", entry);
  const { type, slots } = definition;
  const rule = definition.create(options);
  return {
    type,
    slots,
    lr: rule.lr,
    ...(rule.decay === undefined ? {} : { decay: rule.decay }),
    // a method of a class needs its object
    update: (w, g, state, ctx) => rule.update(w, g, state, ctx),
  };
}
