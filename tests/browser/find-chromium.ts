import { existsSync } from "node:fs";

const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of a Chromium: the one that RETROGRAD_CHROMIUM names, else the first at the usual places. */
export function findChromium(): string | undefined {
  const named = process.env.RETROGRAD_CHROMIUM;
  return (named ? [named] : usualPlaces).find((path) => existsSync(path));
}
