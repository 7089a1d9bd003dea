/** Advice on what to write instead of a variable such as `${LR}`. `path` is a path for `--set`, or "" if it is unknown. */
export function insteadOfVariable(path: string): string {
  const place = path === "" ? "PATH" : path;
  return `variables are not replaced; write the value, or pass it on the command line: --set ${place}=VALUE`;
}
