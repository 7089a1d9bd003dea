import { expect, test } from "vitest";
import { printable } from "./printable.js";

test.each([
  ["plain text\twith a tab\nand lines", "plain text\twith a tab\nand lines"],
  ["\u001b[1;31mred\u001b[39m", "\u001b[1;31mred\u001b[39m"],
  ["clear\u001b[2J", "clear\ufffd[2J"],
  ["title\u001b]0;x\u0007", "title\ufffd]0;x\ufffd"],
  ["a\rb\u0000\u009b2J\u007f", "a\ufffdb\ufffd\ufffd2J\ufffd"],
])("%j prints as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
