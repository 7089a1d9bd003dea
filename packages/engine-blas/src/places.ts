import { posix, win32 } from "node:path";

/** The machine to search for a library. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const multiarch: Readonly<Record<string, string>> = {
  x64: "x86_64-linux-gnu",
  arm64: "aarch64-linux-gnu",
  riscv64: "riscv64-linux-gnu",
  ppc64: "powerpc64le-linux-gnu",
};

/** The usual places of a BLAS library, probably the fastest first. The system's loader looks up bare names. */
export function usualPlaces({ platform, arch, environment }: Machine): readonly string[] {
  const conda = environment.CONDA_PREFIX;
  switch (platform) {
    case "darwin":
      return [
        // there is no such file: the loader has the library in its cache
        "/System/Library/Frameworks/Accelerate.framework/Accelerate",
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
        "/usr/local/opt/openblas/lib/libopenblas.dylib",
        ...(conda ? [posix.join(conda, "lib", "libopenblas.dylib")] : []),
      ];
    case "win32":
      return [
        "libopenblas.dll",
        "openblas.dll",
        "mkl_rt.2.dll",
        ...(conda
          ? ["openblas.dll", "mkl_rt.2.dll"].map((file) => win32.join(conda, "Library", "bin", file))
          : []),
      ];
    default: {
      const triplet = multiarch[arch];
      return [
        "libopenblas.so.0",
        "libopenblas.so",
        // Fedora's build with threads
        "libopenblasp.so.0",
        ...(triplet === undefined ? [] : [`/usr/lib/${triplet}/openblas-pthread/libopenblas.so.0`]),
        "libmkl_rt.so.2",
        ...(conda
          ? ["libopenblas.so.0", "libmkl_rt.so.2"].map((file) => posix.join(conda, "lib", file))
          : []),
        "libblas.so.3",
      ];
    }
  }
}
