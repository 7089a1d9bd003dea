import { requireMembers } from "@retrograd/core";

/** Checks that an argument is a source of random streams.
 *  @throws RetrogradError E_ARGUMENT */
export function requireStreams(who: string, streams: unknown): void {
  requireMembers(who, "streams", streams, {
    expected: "random streams, such as philoxStreams(0)",
    members: { stream: "function" },
  });
}

/** Checks that an argument is a registry.
 *  @throws RetrogradError E_ARGUMENT */
export function requireRegistry(who: string, registry: unknown): void {
  requireMembers(who, "registry", registry, {
    expected: "a registry, such as createRegistry(builtins)",
    members: { plugins: "array", layers: "object", losses: "object" },
  });
}
