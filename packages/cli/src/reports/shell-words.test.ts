import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shellCommand } from "./shell-words.js";

test("plain words stay as they are, others are quoted", () => {
  expect(shellCommand(["retrograd", "gradcheck", "a/b-1.yaml", "--seed", "0"])).toBe(
    "retrograd gradcheck a/b-1.yaml --seed 0",
  );
  expect(shellCommand(["my net.yaml", "it's", "", "model.layers[0]=$HOME"])).toBe(
    "'my net.yaml' 'it'\\''s' '' 'model.layers[0]=$HOME'",
  );
});

test("bash reads every word back as it was", () => {
  const print = "for word; do printf '%s\\0' \"$word\"; done";
  const words = fc.sample(
    fc.string({ unit: "binary", maxLength: 20 }).map((word) => word.replaceAll("\0", "").toWellFormed()),
    { numRuns: 300, seed: 1 },
  );
  const ascii = [...words, "a\nb'c\\d", "\u001b[31m", "~", "!x", "*"].filter(
    (word) => !/[\u0080-\u009f]/.test(word),
  );
  const read = execFileSync("bash", ["-c", `set -- ${shellCommand(ascii)}; ${print}`], { encoding: "utf8" });
  expect(read.split("\0").slice(0, -1)).toEqual(ascii);
});
