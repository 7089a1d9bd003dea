import type { DefinitionTypes, Entry, Kind, Plugin } from "@retrograd/plugin";

/** An entry that names something of the plugins `P`: a name alone where all its options may be left out, a name with its
 *  options, or with the value of its main option. Whatever is an entry where the type of a plugin does not tell its names. */
export type EntryInput<P extends Plugin, K extends Kind, Beside = unknown> = EntryOf<
  P,
  DefinitionOf<P, K>,
  NameOf<DefinitionOf<P, K>>,
  Beside
>;

/** What plugins define of some kinds, as their types tell it. */
type DefinitionOf<P, K extends Kind> = K extends Kind
  ? P extends { readonly [_ in K]?: readonly (infer D)[] }
    ? D
    : never
  : never;

type NameOf<D> =
  D extends DefinitionTypes<infer Type extends string, unknown, unknown, unknown> ? Type : never;

type EntryOf<P extends Plugin, D, Names extends string, Beside> =
  D extends DefinitionTypes<infer Type extends string, infer Input, infer Main, infer Refs>
    ? NoneOf<Input, Type> | Named<Type, ValueOf<OptionsOf<P, Input, Refs>, Main>, Names, Beside>
    : Entry;

/** A mapping with one of the names and no other. */
type Named<Type extends string, Value, Names extends string, Beside> = {
  readonly [_ in Type]: Value;
} & { readonly [_ in Exclude<Names, Type>]?: never } & Beside;

/** Options, `null` for none as YAML has it, or the value of the main option where no other is required. */
type ValueOf<Options, Main> =
  | Options
  | NoneOf<Options, null>
  | (Main extends keyof Options ? NoneOf<Omit<Options, Main>, Exclude<Options[Main], undefined>> : never);

/** `None` where every option may be left out. */
type NoneOf<Options, None> = Record<never, never> extends Options ? None : never;

/** Options as they are written; those that name something registered are entries of its kind. */
type OptionsOf<P extends Plugin, Input, Refs> = {
  readonly [Key in keyof Input]: Key extends keyof Refs
    ? Refs[Key] extends Kind
      ? EntryInput<P, Refs[Key]>
      : Input[Key]
    : Input[Key];
};
