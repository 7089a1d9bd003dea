import { existsSync } from "node:fs";

const usualPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: RETROGRAD_CHROMIUM, or the first usual path that exists. */
export function findChromium(): string | undefined {
  const path = process.env.RETROGRAD_CHROMIUM;
  return (path ? [path] : usualPaths).find((candidate) => existsSync(candidate));
}
