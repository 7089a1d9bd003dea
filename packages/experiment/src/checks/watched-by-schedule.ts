import { type Path, type Registry, resolveEntry } from "@retrograd/plugin";
import { asMapping } from "./raw-sections.js";

/** The metrics that a schedule and the schedules inside it watch: the path and the name of each. Empty if the schedule is
 *  wrong. */
export function watchedBySchedule(
  entry: unknown,
  registry: Registry,
  path: Path,
): readonly (readonly [Path, unknown])[] {
  const { value } = resolveEntry(registry, ["schedules"], entry, path);
  if (value === undefined) return [];
  const { type, watches, references = {} } = value.definition;
  const options = asMapping(value.options) ?? {};
  const optionsPath = [...path, type];
  const innerSchedules = Object.keys(references).filter((option) => references[option] === "schedules");
  return [
    ...(watches === undefined ? [] : [[[...optionsPath, watches], options[watches]] as const]),
    ...innerSchedules.flatMap((option) =>
      watchedBySchedule(options[option], registry, [...optionsPath, option]),
    ),
  ];
}
