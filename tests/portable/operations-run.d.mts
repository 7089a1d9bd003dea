import type { Engine, PortableEngineOptions } from "@retrograd/core";

export function operationsOn(engine: Engine): Promise<string>;
export function operationsRun(threads?: PortableEngineOptions["threads"]): Promise<string>;
