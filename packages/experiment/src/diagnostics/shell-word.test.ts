import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { shellWord } from "./shell-word.js";

test.each([
  ["a/b-c.yaml", "a/b-c.yaml"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ["b\n::stop-commands::x", "$'b\\x0A::stop-commands::x'"],
  ["gpj.\u202etxt's\\", "$'gpj.\\xE2\\x80\\xAEtxt\\'s\\\\'"],
  ["##[error]", "$'\\x23\\x23[error]'"],
])("%j is %s", (word, quoted) => {
  expect(shellWord(word)).toBe(quoted);
});

describe.skipIf(process.platform === "win32")("bash reads each quoted word as the original", () => {
  test.each(["b\n::x\t\u001b[8m", "\u202e\u200b'\\$(touch x)`", "##[x]", "a b'c", "\u007f\u0085\u{e0041}1f"])(
    "%j",
    (word) => {
      const read = execFileSync("bash", ["-c", `printf %s ${shellWord(word)}`], { encoding: "utf8" });
      expect(read).toBe(word);
    },
  );
});
