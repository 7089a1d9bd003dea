import { type Entry, type Registry, resolveOrThrow, type Schedule } from "@retrograd/plugin";

/** The schedule that an entry names, for a training of so many steps.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function makeSchedule(registry: Registry, entry: Entry, steps: number): Schedule {
  const { definition, options } = resolveOrThrow(registry, "schedules", entry);
  return definition.create(options, {
    steps,
    schedule: (inner, rest) => makeSchedule(registry, inner, rest),
  });
}
