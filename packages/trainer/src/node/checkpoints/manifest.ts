import { z } from "zod";
import { sha256 } from "../sha256.js";

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  schema: z.literal(1),
  checkpoint: z.string(),
  files: z.record(
    // a plain name: nothing that leads out of the folder
    z.string().regex(/^[a-z][a-z0-9]*(\.[a-z0-9]+)*$/),
    z.strictObject({ bytes: z.int().nonnegative(), sha256: sha256Text }),
  ),
  sha256: sha256Text,
});

/** manifest.json: what the files of a checkpoint must be, to the last bit, and the same of itself. */
export type Manifest = z.infer<typeof manifestSchema>;

/** The largest manifest that is read. */
export const manifestLimit = 65536;

/** The manifest of files by name. */
export function manifestOf(checkpoint: string, files: ReadonlyMap<string, Uint8Array>): Manifest {
  const described = [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256(bytes) }]);
  return sealed({ schema: 1, checkpoint, files: Object.fromEntries(described) });
}

/** The bytes of manifest.json. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** The manifest in the bytes of manifest.json, or nothing when a single bit of them is not as it was written. */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  const { data } = manifestSchema.safeParse(value);
  if (data === undefined) return undefined;
  // what is written again from its own values must be the very same bytes, so that no part of them goes unchecked
  const written = encodeManifest(sealed({ schema: 1, checkpoint: data.checkpoint, files: data.files }));
  return Buffer.compare(written, bytes) === 0 ? data : undefined;
}

function sealed(manifest: Omit<Manifest, "sha256">): Manifest {
  return { ...manifest, sha256: sha256(JSON.stringify(manifest)) };
}
