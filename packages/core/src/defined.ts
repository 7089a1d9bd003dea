/** The properties of `T`; those that may be undefined are optional. */
export type Defined<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy of an object without the properties whose value is undefined: `defined({ a: 1, b: undefined })` is `{ a: 1 }`.
 *  For optional properties under `exactOptionalPropertyTypes`. */
export function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
