import { RetrogradError } from "@retrograd/core";
import { builtinData, memoryDataFiles, prepareData } from "@retrograd/data";
import { createRegistry, resolveOrThrow } from "@retrograd/plugin";

const registry = createRegistry(builtinData);

/** What a data set says, as a text: equal data give equal texts. */
export function digestOf({ targets, targetNames, inputNames, samples }) {
  const rows = ({ shape, values }) => ({ shape, values: [...values] });
  const parts = Object.entries(samples).map(([name, { x, t }]) => [name, rows(x), rows(t)]);
  return JSON.stringify({ targets, targetNames, inputNames, parts });
}

/** What came of loading data as `train` does: "refused" with a message, or a digest. Anything else that is thrown is passed on. */
export async function outcomeOf({ entry, files }) {
  const { definition, options } = resolveOrThrow(registry, "datasets", entry);
  try {
    const data = await definition.load(options, memoryDataFiles(files));
    checkWhole(data);
    return { digest: digestOf(data) };
  } catch (error) {
    return refusalOf(error);
  }
}

/** The message of an error for users; another error is passed on. */
export function refusalOf(error) {
  if (!(error instanceof RetrogradError)) throw error;
  if (!["E_DATA_FORMAT", "E_DATA_MISSING", "E_RUN"].includes(error.code)) throw error;
  if (error.message.length > 5000) throw new Error(`a message of ${error.message.length} characters`);
  return { refused: error.message };
}

/** Whatever was accepted must be a data set: as many targets as inputs, finite numbers, classes that have names. */
function checkWhole(data) {
  for (const { x, t } of Object.values(data.samples)) {
    for (const { values } of [x, t]) {
      if (!values.every(Number.isFinite)) throw new Error("a number that is not finite was accepted");
    }
    const hasClass =
      data.targets === "classes" ? (label) => data.targetNames[label] !== undefined : () => true;
    if (!t.values.every(hasClass)) throw new Error("a label without a class was accepted");
  }
  try {
    prepareData(data, { scale: "none", test: 0.5 });
  } catch (error) {
    // one sample cannot be split in two
    if (error.code !== "E_OPTION") throw error;
  }
}

/** Says what is wrong with an outcome, or nothing. `expected` is one of
 *  "refused"; { exactly: digest }; { same: digest }, refused or so; { oracle }, a digest or nothing where it must be refused: what
 *  an independent reading found; "sane", where the format has nothing to notice the damage by. */
export function breachOf(expected, { digest, refused }) {
  if (expected === "sane") return undefined;
  if (expected === "refused") return digest && `accepted as ${digest.slice(0, 300)}`;
  if ("exactly" in expected) {
    return digest === expected.exactly ? undefined : `must be read, got ${refused ?? digest}`;
  }
  if (refused !== undefined) return undefined;
  const right = "same" in expected ? expected.same : expected.oracle;
  return digest === right
    ? undefined
    : `must be refused or ${right?.slice(0, 300)}, got ${digest.slice(0, 300)}`;
}
