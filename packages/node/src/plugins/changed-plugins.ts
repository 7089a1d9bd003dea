import type { LoadedPlugin } from "./load-plugins.js";

/** A plugin that a run was trained with. */
export interface RecordedPlugin {
  readonly name: string;
  readonly version: string;
  /** Of its own code; absent in runs from before it was recorded. */
  readonly sha256?: string;
  /** As it was named on the command line. */
  readonly from: string;
}

/** What a run's folder keeps of a plugin. */
export function recordPlugin({ plugin, version, sha256, from }: LoadedPlugin): RecordedPlugin {
  return { name: plugin.name, version, sha256, from };
}

/** A sentence for each plugin of a run that is not what it was when the run was trained. */
export function changedPlugins(
  run: string,
  recorded: readonly RecordedPlugin[],
  loaded: readonly LoadedPlugin[],
): readonly string[] {
  return recorded.flatMap(({ name, version, sha256 }) => {
    const now = loaded.find(({ plugin }) => plugin.name === name);
    if (now === undefined) return [];
    if (now.version !== version) {
      return [`${run} was trained with ${name} ${version}, but ${now.version} is loaded: results may differ`];
    }
    if (sha256 === undefined || now.sha256 === sha256) return [];
    return [
      `the code of ${name} has changed since the training of ${run}, its version ${version} has not: results may differ (sha256 was ${sha256.slice(0, 12)}..., is ${now.sha256.slice(0, 12)}...)`,
    ];
  });
}
