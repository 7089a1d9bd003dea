import { existsSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { readPlainFile } from "@retrograd/core/node";
import writeFileAtomic from "write-file-atomic";
import type { NodeEnvironment } from "../environment.js";

/** A plugin that the user trusts: only this code in this file, not another plugin with the same name. */
export interface TrustedPlugin {
  readonly name: string;
  readonly version: string;
  /** Absolute, symbolic links followed. */
  readonly file: string;
  /** `contentHash` of its own code. */
  readonly sha256: string;
}

/** Path of the trust list, in the user's folder of settings. */
export function trustListPath({ configDirectory }: Pick<NodeEnvironment, "configDirectory">): string {
  return join(configDirectory, "plugins.json");
}

/** The plugins that the user trusts, by name.
 *  @throws RetrogradError E_FILE when the list cannot be read or is damaged */
export function readTrustList(
  environment: Pick<NodeEnvironment, "configDirectory">,
): readonly TrustedPlugin[] {
  const path = trustListPath(environment);
  if (!existsSync(path)) return [];
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(readPlainFile(path)));
  } catch (error) {
    throw damaged(path, error);
  }
  if (!isTrustList(value)) throw damaged(path, undefined);
  return value.plugins;
}

/** Replaces the trust list, readable only by its owner.
 *  @throws RetrogradError E_FILE when it cannot be written */
export function writeTrustList(
  plugins: readonly TrustedPlugin[],
  environment: Pick<NodeEnvironment, "configDirectory">,
): void {
  const path = trustListPath(environment);
  const sorted = plugins.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, `${JSON.stringify({ schema: 1, plugins: sorted }, null, 2)}\n`, {
      mode: 0o600,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${path} cannot be written: ${reason}`, { cause: error });
  }
}

function isTrustList(value: unknown): value is { readonly plugins: readonly TrustedPlugin[] } {
  if (typeof value !== "object" || value === null || !("plugins" in value)) return false;
  return (
    "schema" in value &&
    value.schema === 1 &&
    Array.isArray(value.plugins) &&
    value.plugins.every(
      (plugin) =>
        [plugin?.name, plugin?.version, plugin?.file, plugin?.sha256].every(
          (text) => typeof text === "string",
        ) && isAbsolute(plugin.file),
    )
  );
}

function damaged(path: string, cause: unknown): RetrogradError {
  return new RetrogradError(
    "E_FILE",
    `the list of trusted plugins ${path} cannot be read: fix it, or delete it and trust the plugins again`,
    { cause },
  );
}
