import type { Measure } from "@retrograd/plugin";

/** A whole number with commas: 39,760. Without Intl, which takes 30 ms at its first use. */
export function formatCount(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A fraction as a percentage with two digits: 97.22%. */
export function formatPercent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)}%`;
}

/** A loss: four digits after the point, fewer where it is large, an exponent from a million or where it is tiny. */
export function formatLoss(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size >= 1e6) return value.toExponential(2);
  if (size >= 1000) return formatCount(value);
  return size !== 0 && size < 0.001 ? value.toExponential(2) : value.toFixed(size >= 100 ? 2 : 4);
}

/** A number of an evaluation: fractions are percentages; a dash for undefined. */
export function formatMeasure(measure: Pick<Measure, "unit"> | undefined, value: number | undefined): string {
  if (value === undefined) return "-";
  return measure?.unit === "fraction" ? formatPercent(value) : formatLoss(value);
}

/** A duration in seconds as text: 40 ms, 0.8 s, 42 s, 3 min 05 s. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.1) return `${Math.round(1000 * seconds)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** A size in memory: 512 B, 155 KiB, 1.5 MiB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "KiB"] : [bytes / 1024 ** 2, "MiB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** A count with its noun: "1 mistake", "3 mistakes". */
export function formatNumberOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
