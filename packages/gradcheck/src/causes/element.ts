import type { Cause } from "./cause.js";
import { wrongOf } from "./pairs.js";

const maxListed = 5;

/** `element`: one of several elements is wrong, or up to 2% of them. */
export const element: Cause = ({ pairs }) => {
  const wrong = wrongOf(pairs);
  if (pairs.length < 2 || wrong.length > Math.max(1, 0.02 * pairs.length)) return undefined;
  const indices = wrong.slice(0, maxListed).map(({ index }) => `[${index.join(", ")}]`);
  const verb = wrong.length === 1 ? "is" : "are";
  return {
    code: "element",
    message: `only ${wrong.length} of ${pairs.length} elements ${verb} wrong: ${indices.join(", ")}${wrong.length > maxListed ? ", ..." : ""}`,
  };
};
