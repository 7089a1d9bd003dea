/** Every value of a nested mapping by its path: `{ train: { batch: 3 } }` -> `train.batch` 3. Lists of plain values stay whole. */
export function flatten(value: unknown, path = ""): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  add(flat, value, path);
  return flat;
}

function add(flat: Map<string, string>, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || isPlainList(value)) {
    flat.set(path, typeof value === "string" ? value : JSON.stringify(value));
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) flat.set(path, Array.isArray(value) ? "[]" : "{}");
  for (const [key, inner] of entries) {
    const step = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    add(flat, inner, step);
  }
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
}
