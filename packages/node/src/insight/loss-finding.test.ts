import { expect, test } from "vitest";
import { lossFinding } from "./loss-finding.js";

const lines = [
  '{"type":"step","step":1,"epoch":0.1,"loss":2.5,"lr":0.1}',
  '{"type":"eval","step":1,"split":"train","loss":2}',
];
const record = (loss: number) => ({ metrics: { final: { train: { loss } }, best: {}, measures: [] } });

test("reports a loss that ends above its start, with both numbers", () => {
  expect(lossFinding(lines, record(1e30))).toMatch(
    /^the loss on the training split ends at 1\.00e\+30, and was 2\.5000 before the first step: .* Try a smaller/,
  );
});

test("does not report a loss that fell, rose by a little, or was not measured", () => {
  expect(lossFinding(lines, record(2.4))).toBeUndefined();
  expect(lossFinding(lines, record(2.6))).toBeUndefined();
  expect(lossFinding([], record(9))).toBeUndefined();
  expect(lossFinding(lines.slice(1), record(9))).toBeUndefined();
  expect(lossFinding(lines, { metrics: { final: {}, best: {}, measures: [] } })).toBeUndefined();
});
