/** What went wrong at one place of an options object. */
export interface SchemaIssue {
  /** Shown after the option's name when it begins with "must": `"units" must be a positive integer, got -10`. */
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Outcome of a validation: the value with its defaults filled in, or what is wrong with it. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Checks the options of a definition. Any Standard Schema serves: zod, valibot, arktype, or one written by hand.
 *  Validation must be synchronous. Source: https://standardschema.dev */
export interface Schema<Output = unknown, Input = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    validate(value: unknown): SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a schema makes of a value that it accepts. */
export type OutputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["output"];

/** What a schema accepts, as people write it: options with a default may be left out. */
export type InputOf<S extends Schema> = NonNullable<S["~standard"]["types"]>["input"];
