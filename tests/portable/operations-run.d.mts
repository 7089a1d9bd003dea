import type { PortableEngineOptions } from "@retrograd/core";

export function operationsRun(threads?: PortableEngineOptions["threads"]): Promise<string>;
