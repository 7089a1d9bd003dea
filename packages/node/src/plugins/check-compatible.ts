import { createRequire } from "node:module";
import { RetrogradError } from "@retrograd/core";
import semver from "semver";
import { versionOf } from "../versions.js";
import { type Manifest, readManifest } from "./package-manifest.js";

const shared = ["@retrograd/core", "@retrograd/plugin"] as const;

/** Checks that a plugin fits this version of Retrograd, before its code runs: the ranges of its peerDependencies, and the
 *  versions of core and plugin that its file would import.
 *  @throws RetrogradError E_PLUGIN with both versions */
export function checkCompatible(name: string, file: string, manifest: Manifest | undefined): void {
  for (const dependency of shared) {
    const ours = versionOf(dependency);
    const range = manifest?.peerDependencies[dependency];
    // "workspace:*" and similar are not version ranges, and restrict nothing
    if (semver.validRange(range) !== null && range !== undefined) {
      if (!semver.satisfies(ours, range, { includePrerelease: true })) {
        throw new RetrogradError(
          "E_PLUGIN",
          `the plugin ${name} is made for ${dependency} ${range}, but this is ${ours}: install another version of the plugin or of Retrograd`,
        );
      }
    }
    const theirs = versionFor(file, dependency);
    if (theirs !== undefined && !fits(theirs, ours)) {
      throw new RetrogradError(
        "E_PLUGIN",
        `the plugin ${name} would import ${dependency} ${theirs}, but this command has ${ours}: name ${dependency} in the plugin's peerDependencies, and install both in one place`,
      );
    }
  }
}

/** Version of the package that a file would import; undefined when it would not find one. */
function versionFor(file: string, dependency: (typeof shared)[number]): string | undefined {
  try {
    return readManifest(createRequire(file).resolve(`${dependency}/package.json`))?.version;
  } catch {
    return undefined;
  }
}

function fits(theirs: string, ours: string): boolean {
  if (semver.valid(theirs) === null || semver.valid(ours) === null) return true;
  return semver.satisfies(theirs, `^${ours}`) || semver.satisfies(ours, `^${theirs}`);
}
