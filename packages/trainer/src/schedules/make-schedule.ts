import { type Entry, type Registry, resolveOrThrow, type Schedule } from "@retrograd/plugin";

/** Creates the schedule that an entry names, for a training of `steps` steps.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function makeSchedule(registry: Registry, entry: Entry, steps: number): Schedule {
  const { definition, options } = resolveOrThrow(registry, "schedules", entry);
  return definition.create(options, {
    steps,
    schedule: (inner, rest) => makeSchedule(registry, inner, rest),
  });
}
