import type { LoadedPlugin } from "./load-plugins.js";

/** A plugin that a run was trained with. */
export interface RecordedPlugin {
  readonly name: string;
  readonly version: string;
  /** Of its own code; absent in runs of versions that did not record it. */
  readonly sha256?: string;
  /** As on the command line. */
  readonly from: string;
}

/** What a run records of a plugin. */
export function recordPlugin({ plugin, version, sha256, from }: LoadedPlugin): RecordedPlugin {
  return { name: plugin.name, version, sha256, from };
}

/** A sentence for each plugin that has changed since the training of a run. */
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
