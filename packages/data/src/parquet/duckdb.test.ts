import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readParquet } from "./read-parquet.js";

// by fixtures/duckdb.mjs
const fixtures: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("../../fixtures/duckdb.json", import.meta.url), "utf8"),
);

function load(name: string, options: Readonly<Record<string, unknown>>) {
  const bytes = Uint8Array.from(Buffer.from(fixtures[name] ?? "", "base64"));
  return readParquet(bytes, "d.parquet", { path: "d.parquet", target: "s", ...options });
}

const rows = (count: number) => Array.from({ length: count }, (_, row) => row);

describe.each(["V1", "V2"])("files that DuckDB writes with PARQUET_VERSION %s", (version) => {
  test("have runs padded to 256 values", async () => {
    const { samples, targetNames } = await load(`64 rows, ${version}`, {});
    expect(targetNames).toEqual(["x", "y"]);
    expect(samples).toMatchObject({
      all: {
        x: { shape: [2], values: Float64Array.from(rows(64).flatMap((row) => [row / 8, row % 3])) },
        t: { values: Float64Array.from(rows(64), (row) => row % 2) },
      },
    });
  });

  test("are read where only other columns have nulls", async () => {
    const { samples } = await load(`nulls, ${version}`, { target: "c", columns: ["b"], targets: "values" });
    expect(samples).toMatchObject({
      all: {
        x: { values: Float64Array.from(rows(40), (row) => row % 5) },
        t: { values: Float64Array.from(rows(40)) },
      },
    });
  });

  test.each([
    ["a", 'row 4: column "a" must be a number, got null'],
    ["none", 'row 1: column "none" must be a number, got null'],
    ["s", 'row 39: column "s" must be text'],
  ])("name the row of the first null of column %s", async (column, message) => {
    await expect(
      load(`nulls, ${version}`, {
        target: "b",
        columns: [column],
        ...(column === "s" && { categories: ["s"] }),
      }),
    ).rejects.toThrow(message);
  });

  test("have decimal numbers, each the float64 nearest to it", async () => {
    const { samples, targetNames } = await load(`decimals, ${version}`, {});
    const decimal = (unscaled: number, scale: number) => Number(`${unscaled}e-${scale}`);
    expect(targetNames).toEqual(rows(60).map(String));
    expect(samples).toMatchObject({
      all: {
        x: {
          values: Float64Array.from(
            rows(60).flatMap((row) => [
              decimal(row, 1),
              decimal(row - 30, 3),
              decimal(row - 30, 3),
              decimal(row - 30, 2),
            ]),
          ),
        },
      },
    });
  });
});
