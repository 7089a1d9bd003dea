/** What to write instead of a variable such as `${LR}`. `path`: as `--set` takes it; "" where it is not known. */
export function insteadOfVariable(path: string): string {
  const place = path === "" ? "PATH" : path;
  return `variables are not filled in; write the value, or give it on the command line: --set ${place}=VALUE`;
}
