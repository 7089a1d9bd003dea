/** An experiment to begin with. */
export interface Template {
  readonly name: string;
  /** The text of experiment.yaml. */
  readonly experiment: string;
  /** Files that the experiment names, to stand beside it. */
  files(): Promise<readonly { readonly name: string; readonly content: string }[]>;
}
