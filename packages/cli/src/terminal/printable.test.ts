import { expect, test } from "vitest";
import { printable } from "./printable.js";

test.each([
  ["plain text\twith a tab\nand lines", "plain text\twith a tab\nand lines"],
  ["\u001b[1m\u001b[31mred\u001b[39m", "\u001b[1m\u001b[31mred\u001b[39m"],
  ["concealed\u001b[8m", "concealed\\u001b[8m"],
  ["two at once\u001b[1;31m", "two at once\\u001b[1;31m"],
  ["clear\u001b[2J", "clear\\u001b[2J"],
  ["title\u001b]0;x\u0007", "title\\u001b]0;x\\u0007"],
  ["a\rb\u0000\u009b2J\u007f", "a\\u000db\\u0000\\u009b2J\\u007f"],
  ["\n::error::x\u202e", "\n\\u003a:error::x\\u202e"],
])("in colour, %j prints as %j", (text, printed) => {
  expect(printable(text, true)).toBe(printed);
});

test("without colour, colours are escaped too", () => {
  expect(printable("\u001b[31mred\u001b[39m\n", false)).toBe("\\u001b[31mred\\u001b[39m\n");
});
