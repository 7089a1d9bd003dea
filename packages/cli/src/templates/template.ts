/** An experiment to start with. */
export interface Template {
  readonly name: string;
  /** The text of experiment.yaml. */
  readonly experiment: string;
  /** Files that the experiment names, to write next to it. */
  files(): Promise<readonly { readonly name: string; readonly content: string }[]>;
}
