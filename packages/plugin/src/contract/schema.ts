/** One mistake in an options object. */
export interface SchemaIssue {
  /** If it starts with "must", it is shown after the option's name: `"units" must be a positive integer, got -10`. */
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Result of a validation: the value with its defaults filled in, or the mistakes in it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Checks the options of a definition. Accepts any Standard Schema: zod, valibot, arktype, or a hand-written one.
 *  Validation must be synchronous. Source: https://standardschema.dev */
export interface Schema<Output = unknown, Input = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** Type of the values that a schema returns. */
export type OutputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** Type of the values that a schema accepts: options with a default may be omitted. */
export type InputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];
