import type { DefinitionTypes, Entry, Kind, Plugin } from "@retrograd/plugin";

/** An entry of kind `K` that names a definition of the plugins `P`: a name alone if all options are optional, a name with its
 *  options, or with the value of its main option. Any entry if the type of a plugin does not include its names. `Extra`:
 *  keys next to the name. */
export type EntryInput<P extends Plugin, K extends Kind, Extra = unknown> = EntryOf<
  P,
  DefinitionOf<P, K>,
  NameOf<DefinitionOf<P, K>>,
  Extra
>;

/** The definitions of some kinds in the types of plugins. */
type DefinitionOf<P, K extends Kind> = K extends Kind
  ? P extends { readonly [_ in K]?: readonly (infer D)[] }
    ? D
    : never
  : never;

type NameOf<D> =
  D extends DefinitionTypes<infer Type extends string, unknown, unknown, unknown> ? Type : never;

type EntryOf<P extends Plugin, D, Names extends string, Extra> =
  D extends DefinitionTypes<infer Type extends string, infer Input, infer Main, infer Refs>
    ? NoneOf<Input, Type> | Named<Type, ValueOf<OptionsOf<P, Input, Refs>, Main>, Names, Extra>
    : Entry;

/** A mapping with exactly one of the names. */
type Named<Type extends string, Value, Names extends string, Extra> = {
  readonly [_ in Type]: Value;
} & { readonly [_ in Exclude<Names, Type>]?: never } & Extra;

/** Options, `null` for no options as in YAML, or the value of the main option if no other option is required. */
type ValueOf<Options, Main> =
  | Options
  | NoneOf<Options, null>
  | (Main extends keyof Options ? NoneOf<Omit<Options, Main>, Exclude<Options[Main], undefined>> : never);

/** `None` if every option is optional. */
type NoneOf<Options, None> = Record<never, never> extends Options ? None : never;

/** Options as input. Options that name a definition are entries of its kind. */
type OptionsOf<P extends Plugin, Input, Refs> = {
  readonly [Key in keyof Input]: Key extends keyof Refs
    ? Refs[Key] extends Kind
      ? EntryInput<P, Refs[Key]>
      : Input[Key]
    : Input[Key];
};
