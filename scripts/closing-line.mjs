/** The last line of `npm test` and of CI: "12 passed, 0 failed, 3 skipped"; what was not skipped is not mentioned. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The counts of a closing line; nothing for any other line. */
export function readClosingLine(line) {
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
  if (counts === null) return undefined;
  const [passed, failed, skipped = 0] = counts.slice(1).map((text) => Number(text ?? 0));
  return { passed, failed, skipped };
}
