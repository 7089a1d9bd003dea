import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { capture, Workspace } from "../tests/captured-environment.js";
import { endInError } from "./end-in-error.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

describe("usage errors end with exit code 2", () => {
  test.each([
    [["tran", "x.yaml"], "Did you mean train?"],
    [["train", "x.yaml", "--sede", "1"], "Did you mean --seed?"],
    [["train"], "name an experiment file, or a run to resume: --resume RUN"],
    [["train", "--resume", "a", "--out", "b"], "remove one of them"],
    [["validate"], "missing required argument 'file'"],
    [["predict", "runs/a"], "--input <file>"],
    [["gradcheck", "a.yaml", "--batch", "0"], "whole number from 1"],
    [["train", "a.yaml", "b.yaml"], "too many arguments"],
    [["train", "a.yaml", "--out", ""], "must not be empty"],
    [["init", "--out", ""], "must not be empty"],
    [["evaluate", ""], "must not be empty"],
    [["validate", "a.yaml", ""], "must not be empty"],
    [["train", "a.yaml", "--plugin", ""], "must not be empty"],
    [["doctor", "--data-dir", ""], "must not be empty"],
    [["predict", "runs/a", "--input="], "must not be empty"],
    [["runs", "list", "--dir", ""], "must not be empty"],
    [["runs", "shw"], "unknown command 'shw'\n(Did you mean show?)"],
    [["runs", "runs/a"], "unknown command 'runs/a'"],
    [["help", "trian"], "unknown command 'trian'\n(Did you mean train?)"],
    [["help", "runs", "shw"], "Did you mean show?"],
    [["resume", "runs/a"], "error unknown command 'resume'\n(Did you mean train --resume RUN?)\n"],
    [["help", "resume"], "(Did you mean train --resume RUN?)"],
    [["runs", "resume", "runs/a"], "(Did you mean train --resume RUN?)"],
    [["fit", "a.yaml"], "error unknown command 'fit'\n(Did you mean train?)\n"],
    [
      ["sweep", "a.yaml"],
      "(Did you mean lr-find for the learning rate, or train --set KEY=VALUE once for each",
    ],
    [["a.yaml"], "error unknown command 'a.yaml'\n(Did you mean train a.yaml?)\n"],
    [["train", "a.yaml", "--epochs", "3"], "'--epochs'\n(Did you mean --set train.epochs=3?)\n"],
    [["train", "a.yaml", "--batch-size=32"], "(Did you mean --set train.batch=32?)\n"],
    [["lr-find", "a.yaml", "--lr", "0.1"], "(Did you mean --set train.optimizer.SGD.lr=0.1?)\n"],
    [["cross-validate", "a.yaml", "--epoch"], "(Did you mean --set train.epochs=VALUE?)\n"],
    [["train", "a.yaml", "--dataset", "my data"], "(Did you mean --set data.dataset='my data'?)\n"],
    [["train", "a.yaml", "--dtype", "float64"], "(Did you mean --set dtype=float64?)\n"],
    [["train", "a.yaml", "--foo"], "error unknown option '--foo'\n"],
    [["runs", "--epochs"], "error unknown option '--epochs'\n"],
    [["toString"], "error unknown command 'toString'\n"],
  ])("%j", async (args, message) => {
    const { code, stdout, stderr } = await workspace.run(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  test("and print a document with --json", async () => {
    const { code, stdout, stderr } = await workspace.run(["validate", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      error: { code: "E_USAGE", message: "missing required argument 'file'" },
    });
  });
});

test("errors of an experiment have their diagnostics in JSON", async () => {
  workspace.write("bad.yaml", "modle: {}\n");
  const { code, stdout } = await workspace.run(["train", "bad.yaml", "--json"]);
  expect(code).toBe(2);
  const { schema, error } = JSON.parse(stdout);
  expect(schema).toBe(1);
  expect(error).toMatchObject({ code: "E_SPEC", diagnostics: [{ file: "bad.yaml", line: 1 }, {}] });
});

describe("help", () => {
  test.each([
    [["help"], "Usage: retrograd [options] [command]"],
    [["help", "train"], "Usage: retrograd train [options] [file]"],
    [["help", "runs"], "Usage: retrograd runs"],
    [["help", "runs", "show"], "Usage: retrograd runs show"],
    [["runs", "help", "show"], "Usage: retrograd runs show"],
    [["runs", "help"], "Usage: retrograd runs"],
    [["runs", "--help"], "Usage: retrograd runs"],
    [["help", "train", "experiment.yaml"], "Usage: retrograd train"],
  ])("is printed for %j", async (args, usage) => {
    const { code, stdout, stderr } = await workspace.run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(usage);
  });

  test("is printed as an error without a command", async () => {
    const { code, stdout, stderr } = await workspace.run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Usage: retrograd/);
    expect(stderr).not.toContain("error");
  });

  test("of the program lists the commands", async () => {
    const { code, stdout } = await workspace.run(["--help"]);
    expect(code).toBe(0);
    for (const name of [
      "init",
      "validate",
      "describe",
      "train",
      "evaluate",
      "predict",
      "gradcheck",
      "runs",
      "plugins",
      "new-layer",
      "doctor",
      "explain",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  test.each([
    ["init"],
    ["validate"],
    ["describe"],
    ["train"],
    ["evaluate"],
    ["predict"],
    ["gradcheck"],
    ["runs"],
    ["runs", "list"],
    ["runs", "show"],
    ["runs", "compare"],
    ["new-layer"],
    ["plugins"],
    ["plugins", "list"],
    ["plugins", "trust"],
    ["plugins", "untrust"],
    ["plugins", "check"],
    ["doctor"],
    ["explain"],
  ])("of %s %s has examples", async (...command) => {
    const { code, stdout } = await workspace.run([...command, "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Examples:\n  $ retrograd ");
  });
});

test("an error in the code of a plugin names the plugin and exits with 2", async () => {
  workspace.write(
    "broken.mjs",
    `const options = { "~standard": { version: 1, vendor: "t", validate: (value) => ({ value }) } };
     export const plugin = { name: "broken", datasets: [{ type: "broken", summary: "", options, load() { throw new TypeError("oops"); } }] };`,
  );
  workspace.write(
    "broken.yaml",
    "data: { dataset: broken }\nmodel: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\ntrain: { epochs: 1 }\n",
  );
  const args = ["train", "broken.yaml", "--plugin", "./broken.mjs"];
  const { code, stderr } = await workspace.run(args);
  expect(code).toBe(2);
  expect(stderr).toContain("the data set broken of the plugin broken failed: TypeError: oops");
  expect((await workspace.run([...args, "--verbose"])).stderr).toContain("broken.mjs");
  const { error } = JSON.parse((await workspace.run([...args, "--json"])).stdout);
  expect(error.code).toBe("E_PLUGIN");
});

test("an internal error exits with 70 and prints its stack and a request to report it", () => {
  const { environment, output } = capture(workspace.directory);
  const fault = new TypeError("oops");
  expect(endInError(fault, "", environment, { json: false, verbose: false, settings: undefined })).toBe(70);
  const text = output.stderr.join("");
  expect(text).toMatch(/internal error TypeError: oops\n +at /);
  expect(text).toContain("Please report it");
  endInError(fault, "", environment, { json: true, verbose: false, settings: undefined });
  expect(JSON.parse(output.stdout.join("")).error.code).toBe("E_INTERNAL");
});
