/** One key of a type with another type. An editor still shows the comment of the key. */
export type Typed<T, Key extends keyof T, Value> = { readonly [_ in keyof Pick<T, Key>]: Value };
