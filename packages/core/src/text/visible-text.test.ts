import { describe, expect, test } from "vitest";
import { visibleJson, visibleLines, visibleText } from "./visible-text.js";

describe("every character of a name from a file is visible, on one line", () => {
  test.each([
    ["iris setosa", "iris setosa"],
    ["Größe 日本 ❤️ e\u0301", "Größe 日本 ❤️ e\u0301"],
    ["C:\\data\\x.csv", "C:\\data\\x.csv"],
    ["b\n::stop-commands::x.yaml", "b\\u000a::stop-commands::x.yaml"],
    ["a\r\tb\u0000\u007f\u009b2J", "a\\u000d\\u0009b\\u0000\\u007f\\u009b2J"],
    ["\u001b[8mconcealed\u001b[0m", "\\u001b[8mconcealed\\u001b[0m"],
    ["\u001b]8;;http://x\u0007link", "\\u001b]8;;http://x\\u0007link"],
    ["gpj.\u202etxt\u2066\u200f\u061c", "gpj.\\u202etxt\\u2066\\u200f\\u061c"],
    ["in\u200bvi\u2060si\u00adb\ufeffle\u034f\u3164", "in\\u200bvi\\u2060si\\u00adb\\ufeffle\\u034f\\u3164"],
    ["tag\u{e0041}\ufe0f", "tag\\u{e0041}\\ufe0f"],
    ["two\u2028lines\u2029\u0085", "two\\u2028lines\\u2029\\u0085"],
    ["half \ud800", "half \\ud800"],
    ["::error::x", "\\u003a:error::x"],
    [" \u3000::error::x", " \u3000\\u003a:error::x"],
    ["C++ std::vector", "C++ std::vector"],
    ["x ##[error]y", "x #\\u0023[error]y"],
    ["##vso[task.setvariable]", "#\\u0023vso[task.setvariable]"],
    ["##TeamCity[x]", "#\\u0023TeamCity[x]"],
    ["## heading, C##", "## heading, C##"],
  ])("%j becomes %j", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
    expect(visibleText(shown)).toBe(shown);
  });
});

test("line breaks and tabs of several lines stay, and each line is checked", () => {
  expect(visibleLines("a\n\t::error::x\n::y\r\n##[z]\u001b[31m")).toBe(
    "a\n\t\\u003a:error::x\n\\u003a:y\\u000d\n#\\u0023[z]\\u001b[31m",
  );
});

test("a JSON text with every character visible has the same value", () => {
  const value = { "\u202ekey": "::a\u200b", list: ["##[error]", "\u{e0041}", "\u0085", "日本 ❤️"] };
  for (const indent of [undefined, 2]) {
    const text = visibleJson(JSON.stringify(value, null, indent));
    expect(text).not.toMatch(/\p{Cf}|[^\n\P{Cc}]|##\[/u);
    expect(JSON.parse(text)).toEqual(value);
  }
});
