/** The place of the 1 among numbers of which all others are 0; -1 where they are not so. */
export function placeOfOne(numbers: ArrayLike<number>, begin: number, length: number): number {
  let place = -1;
  for (let at = 0; at < length; at++) {
    const number = numbers[begin + at];
    if (number === 0) continue;
    if (number !== 1 || place >= 0) return -1;
    place = at;
  }
  return place;
}

/** What one-hot numbers must be, and what came in their place. */
export function oneHotMessage(numbers: ArrayLike<number>): string {
  const got = Array.from(numbers).slice(0, 10).join(", ");
  return `must be one-hot, a single 1 and else 0, got ${got}${numbers.length > 10 ? ", ..." : ""}: say targets: values to learn the numbers themselves`;
}
