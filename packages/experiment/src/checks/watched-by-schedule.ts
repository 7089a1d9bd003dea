import { type Path, type Registry, resolveEntry } from "@retrograd/plugin";
import { asMapping } from "./plain-mapping.js";

/** The metrics that a schedule watches, and those that it names in turn: where each is written, and its name. Nothing of a
 *  schedule that is wrong itself. */
export function watchedBySchedule(
  written: unknown,
  registry: Registry,
  path: Path,
): readonly (readonly [Path, unknown])[] {
  const { value } = resolveEntry(registry, ["schedules"], written, path);
  if (value === undefined) return [];
  const { type, watches, references = {} } = value.definition;
  const options = asMapping(value.options) ?? {};
  const inside = [...path, type];
  const named = Object.keys(references).filter((option) => references[option] === "schedules");
  return [
    ...(watches === undefined ? [] : [[[...inside, watches], options[watches]] as const]),
    ...named.flatMap((option) => watchedBySchedule(options[option], registry, [...inside, option])),
  ];
}
