/** A part of the row of a sample that is one of several inputs. */
export interface InputPart {
  readonly name: string;
  /** How many numbers it has. */
  readonly size: number;
}
