import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "vitest";

const script = fileURLToPath(new URL("../../../scripts/embed-kernels.mjs", import.meta.url));

test("the embedded kernels are what the compiler makes of the sources, byte for byte", () => {
  execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" });
});
