import type { Definition, Registry } from "@retrograd/plugin";

/** What is registered, as far as overrides must know it to go into what is written short. */
export interface ShortForms {
  /** Whether something is called so. */
  isName(word: string): boolean;
  /** The option that may stand alone in all that is called so; undefined where that is not one and the same. */
  mainOptionOf(name: string): string | undefined;
}

/** The short forms of everything in a registry. */
export function shortFormsOf(registry: Registry): ShortForms {
  const { layers, losses, initializers, optimizers, schedules, metrics, datasets } = registry;
  const kinds = [layers, losses, initializers, optimizers, schedules, metrics, datasets];
  const calledSo = (name: string): readonly Definition[] =>
    kinds.flatMap((kind: ReadonlyMap<string, Definition>) => kind.get(name) ?? []);
  return {
    isName: (word) => calledSo(word).length > 0,
    mainOptionOf(name) {
      const options = new Set(calledSo(name).map(({ mainOption }) => mainOption));
      const [option] = options;
      return options.size === 1 ? option : undefined;
    },
  };
}
