import { readdirSync } from "node:fs";
import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { findBlas } from "./index.js";
import { usualPlaces } from "./places.js";

const usual = findBlas().library;

describe("looking for a library", () => {
  test("finds none without places", () => {
    expect(findBlas({ environment: {}, places: [] })).toEqual({ failed: [] });
  });

  test("finds none when it is turned off", () => {
    const { library, failed } = findBlas({ environment: { RETROGRAD_BLAS: "none" } });
    expect(library).toBeUndefined();
    expect(failed).toEqual([{ place: "RETROGRAD_BLAS=none", reason: "turned off" }]);
  });

  test("gives a reason for each place without a usable library", () => {
    const places = ["/nonexistent/libopenblas.so", "libnosuchthing.so.9"];
    const { library, failed } = findBlas({ environment: {}, places });
    expect(library).toBeUndefined();
    expect(failed.map(({ place }) => place)).toEqual(places);
    for (const { reason } of failed) expect(reason).toMatch(/load/i);
  });

  test("RETROGRAD_BLAS selects that library or is an error, never another library", () => {
    const { code, message } = refusal(() => findBlas({ environment: { RETROGRAD_BLAS: "/nonexistent" } }));
    expect(code).toBe("E_ENGINE");
    expect(message).toContain("RETROGRAD_BLAS names /nonexistent, which is not usable");
  });

  test("the error shows how to install a library on each system", () => {
    const advice = (platform: string) =>
      refusal(() => findBlas({ platform, environment: {}, library: "/nonexistent" })).message;
    expect(advice("linux")).toContain("apt-get install libopenblas0-pthread");
    expect(advice("darwin")).toContain("brew install openblas");
    expect(advice("win32")).toContain("libopenblas.dll");
  });

  test("the option overrides the variable, and an empty variable is ignored", () => {
    const { message } = refusal(() =>
      findBlas({ library: "/other", environment: { RETROGRAD_BLAS: "/nonexistent" } }),
    );
    expect(message).toContain("library names /other");
    expect(findBlas({ environment: { RETROGRAD_BLAS: "" }, places: [] })).toEqual({ failed: [] });
  });

  test.skipIf(process.platform !== "linux")(
    "refuses a library that is not a BLAS, with the reason (skipped unless on Linux)",
    () => {
      const { message } = refusal(() => findBlas({ library: "libm.so.6" }));
      expect(message).toContain("cblas_sgemm");
    },
  );

  test.each(["0", "-1", "1.5", "two", "99999"])("refuses RETROGRAD_THREADS=%s", (RETROGRAD_THREADS) => {
    expect(refusal(() => findBlas({ environment: { RETROGRAD_THREADS } }))).toEqual({
      code: "E_ENGINE",
      message: `RETROGRAD_THREADS must be a whole number from 1 to 9999, got ${RETROGRAD_THREADS}`,
    });
  });
});

describe("the usual places", () => {
  test.each([
    ["linux", "x64", "libopenblas.so.0", "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0"],
    ["linux", "arm64", "libopenblas.so.0", "/usr/lib/aarch64-linux-gnu/openblas-pthread/libopenblas.so.0"],
    [
      "darwin",
      "arm64",
      "/System/Library/Frameworks/Accelerate.framework/Accelerate",
      "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    ],
    ["win32", "x64", "libopenblas.dll", "mkl_rt.2.dll"],
  ] as const)("on %s %s start with %s and include %s", (platform, arch, first, another) => {
    const places = usualPlaces({ platform, arch, environment: {} });
    expect(places[0]).toBe(first);
    expect(places).toContain(another);
  });

  test("include the active conda environment", () => {
    const environment = { CONDA_PREFIX: "/conda" };
    const places = (platform: string) => usualPlaces({ platform, arch: "x64", environment });
    expect(places("linux")).toContain("/conda/lib/libopenblas.so.0");
    expect(places("darwin")).toContain("/conda/lib/libopenblas.dylib");
  });
});

describe.skipIf(usual === undefined)(
  "the library of this machine (skipped where there is no BLAS library)",
  () => {
    test("has a name and a path, and uses the requested number of threads", () => {
      for (const threads of [1, 2]) {
        const { library } = findBlas({ threads });
        expect(library?.name).not.toBe("");
        expect(library?.path).not.toBe("");
        if (library?.name === "OpenBLAS") {
          expect(library.threads).toBe(threads);
          expect(library.version).toMatch(/^\d+\.\d+/);
        }
      }
      expect(
        findBlas({ environment: { ...process.env, RETROGRAD_THREADS: "1" } }).library?.threads ?? 1,
      ).toBe(1);
    });

    test.skipIf(process.platform !== "linux")(
      "creates no more threads than requested (skipped unless on Linux)",
      () => {
        const count = () => readdirSync("/proc/self/task").length;
        const [first, before] = [findBlas({ threads: 2 }), count()];
        for (let i = 0; i < 5; i++) findBlas({ threads: 2 });
        expect(first.library).toBeDefined();
        expect(count()).toBe(before);
      },
    );
  },
);
