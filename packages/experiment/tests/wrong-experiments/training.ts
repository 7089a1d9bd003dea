import { layers, type Row, train } from "./row.js";

/** What can be wrong with the section train. */
export const trainRows: readonly Row[] = [
  [train("batch: 5"), "6:1 RG4001 train", '"iterations" or "epochs" is missing'],
  [train("iterations: 5", "epochs: 1"), "8:3 RG4001 train.epochs", "remove one"],
  [train("epochs: 0"), "7:11 RG1102 train.epochs", "positive whole number"],
  [train("epochs: 1", "batch: 1e3x"), "8:10 RG1102 train.batch", '"1e3x"'],
  [train("epochs: 1", "batchsize: 10"), "8:3 RG1101 train.batchsize", "batch"],
  [
    train("epochs: 1", "optimizer: Sgd"),
    "8:14 RG2001 train.optimizer",
    'unknown optimizer "Sgd"',
    "Momentum, SGD",
  ],
  [
    train("epochs: 1", "optimizer: { SGD: { lr: .nan } }"),
    "8:27 RG2004 train.optimizer.SGD.lr",
    "number > 0",
    "got NaN",
  ],
  [
    train("epochs: 1", "optimizer: { SGD: { lr: 1e400 } }"),
    "8:27 RG2004 train.optimizer.SGD.lr",
    "got Infinity",
  ],
  [train("epochs: 1", "optimizer: { SGD: { lr: -1 } }"), "8:27 RG2004 train.optimizer.SGD.lr", "got -1"],
  [
    train("epochs: 1", 'optimizer: { SGD: { lr: "0.1" } }'),
    "8:27 RG2004 train.optimizer.SGD.lr",
    'got "0.1"',
  ],
  [train("epochs: 1", "optimizer: { SGD: { rate: 1 } }"), "8:23 RG2003 train.optimizer.SGD.rate", "lr"],
  [train("epochs: 1", "schedule: Steps"), "8:13 RG2001 train.schedule", 'unknown schedule "Steps"', "Step"],
  [
    train("epochs: 1", "schedule: { Step: { every: 1.5 } }"),
    "8:30 RG2004 train.schedule.Step.every",
    "whole number",
  ],
  [train("epochs: 1", "clip: { norm: 0 }"), "8:17 RG1102 train.clip.norm", "number > 0"],
  [train("epochs: 1", "clip: {}"), "8:9 RG1102 train.clip", '"norm", "value" or both'],
  [train("epochs: 1", "sampling: stream"), "8:13 RG1102 train.sampling", '"streams"'],
  [
    train("epochs: 1", "parameters: [{ of: Affine1.w, freeze: true }]"),
    "8:22 RG4008 train.parameters[0].of",
    '"Affine1.w" matches no parameter of the network',
    "Affine1.W",
  ],
  [
    train("epochs: 1", "parameters: [{ of: [Affine1.*, Afine1.*], rate: 0.1 }]"),
    "8:34 RG4008 train.parameters[0].of[1]",
    '"Afine1.*" matches no parameter',
    "Affine1.*",
  ],
  [
    train("epochs: 1", "parameters: [{ of: '*' }]"),
    "8:16 RG1102 train.parameters[0]",
    '"freeze", "rate" or "decay"',
  ],
  [
    train("epochs: 1", "parameters: [{ of: '*', freeze: true, rate: 2 }]"),
    "8:16 RG1102 train.parameters[0]",
    'no "rate" and no "decay"',
  ],
  [
    train("epochs: 1", "parameters: [{ of: '*', rate: 0 }]"),
    "8:33 RG1102 train.parameters[0].rate",
    "number > 0",
  ],
  [
    train("epochs: 1", "parameters: [{ of: [], rate: 2 }]"),
    "8:22 RG1102 train.parameters[0].of",
    "the name of a parameter",
  ],
  [train("epochs: 1", "parameters: { of: '*' }"), "8:15 RG1102 train.parameters", "must be a list of rules"],
  [train("epochs: 1", "sampling: random"), "8:13 RG1102 train.sampling", '"shuffle"'],
  [
    train("epochs: 1", "evaluate: { every: epoch }"),
    "8:22 RG1102 train.evaluate.every",
    "positive whole number",
  ],
  [
    train("epochs: 1", "evaluate: { splits: [train, tests] }"),
    "8:31 RG1102 train.evaluate.splits[1]",
    '"test"',
  ],
  [train("epochs: 1", "evaluate: { splits: [] }"), "8:23 RG1102 train.evaluate.splits", "at least one"],
  [train("epochs: 1", "evaluate: { splits: [test, test] }"), "8:23 RG1102 train.evaluate.splits", "once"],
  [
    `data: { dataset: digits }\n${train("epochs: 1", "evaluate: { splits: [train, validation] }")}`,
    "9:31 RG4007 train.evaluate.splits[1]",
    "validation: 0.1",
  ],
  [
    `data: { dataset: digits }\n${train("epochs: 1", "stop: { metric: validation.loss, atMost: 1 }")}`,
    "9:19 RG4007 train.stop.metric",
    "validation: 0.1",
  ],
  [
    `data: { dataset: digits }\n${train("epochs: 1", "checkpoint: { best: validation.accuracy }")}`,
    "9:23 RG4007 train.checkpoint.best",
    "validation: 0.1",
  ],
  [
    `data: { dataset: digits }\n${train("epochs: 1", "schedule: { ReduceOnPlateau: validation.loss }")}`,
    "9:32 RG4007 train.schedule.ReduceOnPlateau.metric",
    "validation: 0.1",
  ],
  [
    train("epochs: 1", "schedule: { ReduceOnPlateau: loss }"),
    "8:32 RG4003 train.schedule.ReduceOnPlateau.metric",
    "it must be a split and a metric, such as test.loss",
  ],
  [
    train("epochs: 1", "stop: { metric: test.loss, atLeast: 0.5 }"),
    "8:30 RG4002 train.stop.atLeast",
    "lower is better: use atMost",
  ],
  [
    train("epochs: 1", "stop: { metric: test.accuracy, atMost: 0.5 }"),
    "8:34 RG4002 train.stop.atMost",
    "higher is better: use atLeast",
  ],
  [train("epochs: 1", "log: 100"), "8:8 RG1102 train.log", "must be a mapping"],
  [train("epochs: 1", "preflight: 20"), "8:14 RG1102 train.preflight", "true or false"],
  [train("epochs: 1", "statistics: 100"), "8:15 RG1102 train.statistics", "must be a mapping"],
  [train("epochs: 1", "statistics: { every: 0 }"), "8:24 RG1102 train.statistics.every", "whole number"],
  [train("epochs: 1", "statistics: { each: 9 }"), "8:17 RG1101 train.statistics.each", '"each"'],
  [train("epochs: 1", "stop: { atLeast: 0.9 }"), "8:3 RG1103 train.stop", '"metric" is missing'],
  [
    train("epochs: 1", "stop: { metric: test.acuracy, atLeast: 0.9 }"),
    "8:19 RG4003 train.stop.metric",
    'no metric "acuracy" is in train.evaluate.metrics',
    "Evaluated: train.loss, train.accuracy, ",
  ],
  [train("epochs: 1", "stop: { metric: test.loss }"), "8:3 RG4002 train.stop", "atLeast"],
  [
    train("epochs: 1", "stop: { metric: test.loss, atMost: 1, atLeast: 0 }"),
    "8:30 RG4002 train.stop.atMost",
    "not both",
  ],
  [train("epochs: 1", "stop: {}"), "8:3 RG4002 train.stop", '"patience" or "seconds"'],
  [train("epochs: 1", "stop: { patience: 3 }"), "8:3 RG1103 train.stop", '"metric" is missing'],
  [
    train("epochs: 1", "stop: { metric: test.loss, patience: 0 }"),
    "8:40 RG1102 train.stop.patience",
    "whole number",
  ],
  [
    train("epochs: 1", "stop: { metric: test.loss, seconds: 3 }"),
    "8:11 RG4002 train.stop.metric",
    "nothing uses",
  ],
  [train("epochs: 1", "stop: { seconds: 0 }"), "8:20 RG1102 train.stop.seconds", "number > 0"],
  [
    train("epochs: 1", "stop: { seconds: 3, minDelta: 1 }"),
    "8:23 RG4002 train.stop.minDelta",
    '"patience" is missing',
  ],
  [
    train("epochs: 1", "stop: { metric: test.acc, patience: 3 }"),
    "8:19 RG4003 train.stop.metric",
    "is not evaluated",
  ],
  [
    train("epochs: 1", "stop: { metric: test.loss, atMost: low }"),
    "8:38 RG1102 train.stop.atMost",
    "must be a number",
  ],
  [
    train("epochs: 1", "evaluate: { splits: [train] }", "stop: { metric: test.loss, atMost: 1 }"),
    "9:19 RG4003 train.stop.metric",
    "leaves out",
  ],
  [
    `${layers("- IdentityWithLoss")}train:\n  epochs: 1\n  stop: { metric: test.accuracy, atLeast: 1 }\n`,
    "7:19 RG4003 train.stop.metric",
    "IdentityWithLoss1, which learns values",
  ],
  [
    train("epochs: 1", "stop: { metric: test.accuracy, atLeast: 97 }"),
    "8:43 RG1102 train.stop.atLeast",
    "from 0 to 1, got 97: 97% is 0.97",
  ],
  [
    train("epochs: 1", "stop: { metric: acc, atLeast: 0.9 }"),
    "8:19 RG1102 train.stop.metric",
    "a split and a metric",
  ],
  [
    train("epochs: 1", "checkpoint: { best: accuracy }"),
    "8:23 RG1102 train.checkpoint.best",
    "a split and a metric",
  ],
  [
    train("epochs: 1", "checkpoint: { best: test.topK2 }"),
    "8:23 RG4003 train.checkpoint.best",
    "is not evaluated",
  ],
  [
    train(
      "epochs: 1",
      "evaluate: { metrics: [ConfusionMatrix] }",
      "checkpoint: { best: test.confusionMatrix }",
    ),
    "9:23 RG4003 train.checkpoint.best",
    '"confusionMatrix" is a table, not a number. Evaluated: train.loss',
  ],
  [train("epochs: 1", "evaluate: { metrics: Accuracy }"), "8:24 RG1102 train.evaluate.metrics", "a list"],
  [
    train("epochs: 1", "evaluate: { metrics: [Acuracy] }"),
    "8:25 RG2001 train.evaluate.metrics[0]",
    'unknown metric "Acuracy"',
  ],
  [
    train("epochs: 1", "evaluate: { metrics: [{ TopK: { n: 2 } }] }"),
    "8:35 RG2003 train.evaluate.metrics[0].TopK.n",
    "unknown key",
  ],
  [
    train("epochs: 1", "evaluate: { metrics: [Accuracy, TopK: 4] }"),
    "8:35 RG2011 train.evaluate.metrics[1]",
    '"k" must be at most 3, got 4',
  ],
  [
    train("epochs: 1", "evaluate: { metrics: [TopK: 2, TopK: { k: 2 }] }"),
    "8:34 RG2011 train.evaluate.metrics[1]",
    "topK2 is listed twice",
  ],
  [
    train("epochs: 1", "evaluate: { metrics: [MAE] }"),
    "8:25 RG2011 train.evaluate.metrics[0]",
    "MAE measures values, but SoftmaxWithLoss learns classes",
  ],
  [
    train("epochs: 1", "evaluate: { metrics: [{ Accuracy: {}, id: a }] }"),
    "8:41 RG1101 train.evaluate.metrics[0].id",
    "only layers",
  ],
  [
    train("epochs: 1", "stop: { metric: train.accuracy, atMost: -0.5 }"),
    "8:43 RG1102 train.stop.atMost",
    "got -0.5",
  ],
  // 4 numbers of 4 bytes: 2^26 inputs take 1 GiB
  [
    train("epochs: 1", "batch: 300000000", "sampling: with-replacement"),
    "8:10 RG4005 train.batch",
    "4.47 GiB",
    "at most 53687091",
  ],
  // 2 (1 + 2^20 + 2^20 + 1 + 1) numbers a sample, 16 MiB and a little
  [
    "model: { input: [1], layers: [{ Affine: 1048576 }, Relu, { Affine: 1 }, IdentityWithLoss] }\ntrain: { epochs: 1, batch: 300 }\n",
    "2:28 RG4005 train.batch",
    "the outputs of all layers and their gradients, for a batch of 300 would take 4.69 GiB",
    "at most 255",
  ],
  [
    "model: { input: [2684355], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\ntrain: { epochs: 1 }\n",
    "2:1 RG4005 train",
    "a batch of 100",
  ],
  // 2^15 x 2^15 weights take 4 GiB, the layers' b and the first W are beyond
  [
    layers("- Affine: 32768", "- Affine: 32768", "- Affine: 3", "- SoftmaxWithLoss"),
    "5:7 RG4006 model.layers[1]",
    "Affine2",
    "more than 4 GiB",
  ],
  [
    train("epochs: 1", "evaluate: { splits: [train] }", "schedule: ReduceOnPlateau"),
    "9:13 RG4003 train.schedule.ReduceOnPlateau.metric",
    'uses "test.loss"',
    'train.evaluate.splits leaves out "test"',
  ],
  [
    train("epochs: 1", "schedule: { ReduceOnPlateau: tst.loss }"),
    "8:32 RG4003 train.schedule.ReduceOnPlateau.metric",
    "Evaluated: train.loss",
  ],
  [
    train("epochs: 1", "schedule: { Warmup: { steps: 5, next: { ReduceOnPlateau: { metric: test.mae } } } }"),
    "8:70 RG4003 train.schedule.Warmup.next.ReduceOnPlateau.metric",
    'no metric "mae"',
  ],
];
