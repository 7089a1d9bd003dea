import type { Definition, Registry } from "@retrograd/plugin";

/** The registered names and main options, to expand short forms in overrides. */
export interface ShortForms {
  /** Whether a definition has this name. */
  isName(word: string): boolean;
  /** The main option of the definitions of this name. Undefined if they have different ones or none. */
  mainOptionOf(name: string): string | undefined;
}

/** The short forms of all definitions in a registry. */
export function shortFormsOf(registry: Registry): ShortForms {
  const { layers, losses, initializers, optimizers, schedules, metrics, datasets } = registry;
  const kinds = [layers, losses, initializers, optimizers, schedules, metrics, datasets];
  const definitionsOf = (name: string): readonly Definition[] =>
    kinds.flatMap((kind: ReadonlyMap<string, Definition>) => kind.get(name) ?? []);
  return {
    isName: (word) => definitionsOf(word).length > 0,
    mainOptionOf(name) {
      const options = new Set(definitionsOf(name).map(({ mainOption }) => mainOption));
      const [option] = options;
      return options.size === 1 ? option : undefined;
    },
  };
}
