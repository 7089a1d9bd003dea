/** Whether a file is an experiment in TypeScript or JavaScript, by its name. All others are YAML. */
export function isProgram(file: string): boolean {
  return /\.[cm]?[jt]s$/i.test(file);
}
