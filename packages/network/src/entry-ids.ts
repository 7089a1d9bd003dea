import { parseEntry } from "@retrograd/plugin";

/** The id of each entry of a model: its own, or its name and a number such as `Affine2`. "" where a value is not an
 *  entry. */
export function entryIds(entries: readonly unknown[]): readonly string[] {
  const counts = new Map<string, number>();
  return entries.map((entry) => {
    const parsed = parseEntry(entry, []).value;
    if (parsed === undefined) return "";
    const count = (counts.get(parsed.type) ?? 0) + 1;
    counts.set(parsed.type, count);
    return parsed.id ?? `${parsed.type}${count}`;
  });
}
