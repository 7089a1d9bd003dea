import type { Colours } from "./colour.js";

const place = /^(.+:\d+:\d+) (RG\d{4})(.*)$/gm;
const marked = /^>.*$/gm;

/** Colours the text of diagnostics: places and wrong lines bold, codes red. */
export function colourDiagnostics(text: string, colours: Colours): string {
  if (!colours.isColorSupported) return text;
  return text
    .replace(place, (_, where, code, rest) => `${colours.bold(where)} ${colours.red(code)}${rest}`)
    .replace(marked, (line) => colours.bold(line));
}
