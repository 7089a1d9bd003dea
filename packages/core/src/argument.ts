import { RetrogradError } from "./errors.js";

/** A short description of any value, for messages. */
export function describeArgument(value: unknown): string {
  if (value === undefined || value === null || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (typeof value === "string")
    return value.length > 40 ? `a text of ${value.length} characters` : `"${value}"`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (typeof Reflect.get(value, "then") === "function") return "a promise; await it first";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  return name === undefined || name === "Object" ? "an object" : `an object of the class ${name}`;
}

/** The error of an argument of the wrong kind. who: the function; expected: what it takes, and how to get one */
export function argumentError(who: string, name: string, expected: string, got: unknown): RetrogradError {
  return new RetrogradError(
    "E_ARGUMENT",
    `${who}: ${name} must be ${expected}, got ${describeArgument(got)}`,
  );
}

/** Checks that an argument is a number. NaN and the infinities are numbers.
 *  @throws RetrogradError E_ARGUMENT */
export function requireNumber(who: string, name: string, value: unknown): void {
  if (typeof value !== "number") throw argumentError(who, name, "a number", value);
}

/** Checks that an argument is a function.
 *  @throws RetrogradError E_ARGUMENT */
export function requireFunction(who: string, name: string, value: unknown): void {
  if (typeof value !== "function") throw argumentError(who, name, "a function", value);
}

/** Checks that an argument is an object with members of the right types, such as `{ stream: "function" }`.
 *  expected: the argument in words, for the message
 *  @throws RetrogradError E_ARGUMENT */
export function requireMembers(
  who: string,
  name: string,
  value: unknown,
  { expected, members }: { readonly expected: string; readonly members: Readonly<Record<string, string>> },
): void {
  const isObject = (typeof value === "object" || typeof value === "function") && value !== null;
  if (!isObject) throw argumentError(who, name, expected, value);
  // a plain loop: every operation of a training step asks
  for (const key of Object.keys(members)) {
    if (kindOf(Reflect.get(value, key)) !== members[key]) throw argumentError(who, name, expected, value);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
