import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { decodeBase64 } from "./base64.js";
import { kernels } from "./embedded/kernels.js";
import { compile, createMemory, instantiate } from "./web-assembly.js";

const script = fileURLToPath(new URL("../../../scripts/embed-kernels.mjs", import.meta.url));

// embedded-kernels.long.test.ts compiles them
test("the embedded kernels are compiled from these sources, and the generated constants are current", () => {
  execFileSync(process.execPath, [script, "--check", "--sources"], { stdio: "pipe" });
});

test("the kernels import nothing but a memory, so no mathematical functions of the machine", () => {
  const memory = createMemory({ initial: 1, maximum: 1, shared: false });
  // fails if the kernels import anything else
  expect(() => instantiate(compile(decodeBase64(kernels)), memory)).not.toThrow();
});

test.each(["", "f", "fo", "foo", "foob", "\u0000\u00ff\u0080"])("decodeBase64 reads back %j", (text) => {
  const bytes = Buffer.from(text, "latin1");
  expect([...decodeBase64(bytes.toString("base64"))]).toEqual([...bytes]);
});
