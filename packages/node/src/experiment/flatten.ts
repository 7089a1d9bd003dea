/** Every value of a nested mapping by its path: `{ train: { batch: 3 } }` -> `train.batch` 3. Lists of plain values stay whole. */
export function flatten(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  const flat = new Map<string, unknown>();
  add(flat, value, path);
  return flat;
}

/** The rows of a table of settings. */
export function settingRows(value: unknown): readonly (readonly [path: string, setting: string])[] {
  return [...flatten(value)].map(([path, setting]) => [path, showSetting(setting)]);
}

/** A setting as text: strings unchanged, anything else as JSON. */
export function showSetting(setting: unknown): string {
  return typeof setting === "string" ? setting : JSON.stringify(setting);
}

function add(flat: Map<string, unknown>, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || isPlainList(value)) {
    flat.set(path, value);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) flat.set(path, value);
  for (const [key, inner] of entries) {
    const step = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
    add(flat, inner, step);
  }
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null);
}
