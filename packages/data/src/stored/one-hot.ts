/** The index of the 1 in one-hot numbers; -1 if they are not one-hot. */
export function indexOfOne(numbers: ArrayLike<number>, start: number, length: number): number {
  let index = -1;
  for (let i = 0; i < length; i++) {
    const number = numbers[start + i];
    if (number === 0) continue;
    if (number !== 1 || index >= 0) return -1;
    index = i;
  }
  return index;
}

/** The error message for numbers that are not one-hot. */
export function oneHotMessage(numbers: ArrayLike<number>): string {
  const got = Array.from(numbers).slice(0, 10).join(", ");
  return `must be one-hot, a single 1 and otherwise 0, got ${got}${numbers.length > 10 ? ", ..." : ""}: write targets: values to learn the numbers themselves`;
}
