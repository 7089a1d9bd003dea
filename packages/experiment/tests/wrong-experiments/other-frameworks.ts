import { data, layers, model, type Row, train } from "./row.js";

const didYouMean = (word: string) => `Did you mean "${word}"?`;
const lossIsLast = "The loss is the last entry of model.layers";

/** What people write who come from Keras or PyTorch. The words are of the message with its suggestion. */
export const otherFrameworkRows: readonly Row[] = [
  ...["Dense: 10", "Linear: 10", "InnerProduct: 10", "dense: 10", "fc: 10"].map(
    (layer): Row => [
      layers(`- ${layer}`, "- SoftmaxWithLoss"),
      `4:7 RG2001 model.layers[0].${layer.split(":")[0]}`,
      didYouMean("Affine"),
    ],
  ),
  ...["nn.ReLU", "ReLU()", "relu", "torch.nn.ReLU()"].map(
    (layer): Row => [
      layers(`- ${layer}`, "- SoftmaxWithLoss"),
      "4:7 RG2001 model.layers[0]",
      didYouMean("Relu"),
    ],
  ),
  [layers('- "nn.Linear(4, 3)"', "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0]", didYouMean("Affine")],
  [layers("- Affine(10)", "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0]", didYouMean("Affine")],
  ...["CrossEntropyLoss", "LogSoftmax", "categorical_crossentropy", "SparseCategoricalCrossentropy"].map(
    (loss): Row => [
      layers("- Affine: 3", `- ${loss}`),
      "5:7 RG2001 model.layers[1]",
      didYouMean("SoftmaxWithLoss"),
    ],
  ),
  ...["MSE", "mse", "MSELoss", "mean_squared_error"].map(
    (loss): Row => [
      layers("- Affine: 3", `- ${loss}`),
      "5:7 RG2001 model.layers[1]",
      didYouMean("MeanSquared"),
    ],
  ),
  ...[
    ["Conv3D: { filters: 32, kernel_size: 3 }", "Conv2D convolves pictures", "retrograd new-layer Conv3D"],
    ["torch.nn.Conv3d(1, 6, 5)", "Conv2D convolves pictures", "retrograd new-layer Conv3D"],
    ["SeparableConv2D", "DepthwiseConv2D", "in its place"],
    ["max_pooling3d: 2", "retrograd new-layer MaxPooling3D", "docs/adding-a-layer.md"],
    ["AlphaDropout: 0.5", "Dropout is the nearest layer", "retrograd new-layer AlphaDropout"],
    ["nn.CELU()", "Elu is the nearest layer", "retrograd new-layer Celu"],
    ["softsign", "Tanh is the nearest layer", "retrograd new-layer Softsign"],
    ["nn.GELU()", didYouMean("Gelu")],
    ["LeakyReLU: 0.1", didYouMean("LeakyRelu")],
    ["SpatialDropout2D: 0.5", didYouMean("Dropout2D")],
    ["Swish", "Swish with a beta of 1", didYouMean("Silu")],
    ["nn.ReLU6()", "{ HardTanh: { low: 0, high: 6 } }", didYouMean("HardTanh")],
    ["flatten", didYouMean("Flatten")],
    ["Input: 784", "model.input", "remove this"],
    ["Activation: relu", "a separate layer", "Relu or Tanh"],
    ["Sequential", "repeat", "model.layers"],
  ].map(
    ([layer = "", ...words]): Row => [
      layers(`- ${layer}`, "- SoftmaxWithLoss"),
      `4:7 RG2001 model.layers[0]${layer.includes(": ") ? `.${layer.split(":")[0]}` : ""}`,
      ...words,
    ],
  ),
  ...[
    ["BCEWithLogitsLoss", didYouMean("SigmoidWithLoss")],
    ["BCELoss", "leave out the layer before it", didYouMean("SigmoidWithLoss")],
    ["L1Loss", didYouMean("MeanAbsolute")],
    ["KLDivLoss", didYouMean("KlDivergence")],
    ["FocalLoss", "{ SoftmaxWithLoss: { focal: 2 } }", didYouMean("SoftmaxWithLoss")],
    ["HingeLoss", "SigmoidWithLoss for answers", "use defineLoss"],
    ["LogCosh", "Huber is the nearest loss", "use defineLoss"],
  ].map(
    ([loss = "", ...words]): Row => [
      layers("- Affine: 3", `- ${loss}`),
      "5:7 RG2001 model.layers[1]",
      ...words,
    ],
  ),
  ...["out_features", "Units", "n_out", "size"].map(
    (option): Row => [
      layers(`- Affine: { units: 3, ${option}: 3 }`, "- SoftmaxWithLoss"),
      `4:27 RG2003 model.layers[0].Affine.${option}`,
      didYouMean("units"),
    ],
  ),
  [
    layers("- Affine: { units: 3, kernel_initializer: He }", "- SoftmaxWithLoss"),
    "4:27 RG2003 model.layers[0].Affine.kernel_initializer",
    didYouMean("init"),
  ],
  ...[
    ["activation: relu", 'add "- Relu" after'],
    ["input_shape: [4]", "model.input"],
    ["in_features: 4", "from model.input: remove this key"],
    ["use_bias: true", "Every Affine has a bias"],
    ["bias: false", "Every Affine has a bias"],
    ["name: hidden", '"id", next to its type'],
  ].map(
    ([option = "", words = ""]): Row => [
      layers(`- Affine: { units: 3, ${option} }`, "- SoftmaxWithLoss"),
      `4:27 RG2003 model.layers[0].Affine.${option.split(":")[0]}`,
      words,
    ],
  ),
  [
    layers("- Affine: 3", "  activation: relu", "- SoftmaxWithLoss"),
    "5:7 RG2002 model.layers[0].activation",
    'add "- Relu" after',
  ],
  ...[
    ["glorot", "Xavier", "sqrt(1 / inputs), not sqrt(2 / (inputs + outputs))"],
    ["glorot_normal", "Xavier", "sqrt(1 / inputs), not sqrt(2 / (inputs + outputs))"],
    ["nn.init.xavier_uniform_", "Xavier", "normal numbers of standard deviation sqrt(1 / inputs)"],
    ["lecun_normal", "Xavier"],
    ["kaiming", "He"],
    ["he_uniform", "He", "normal numbers of the same standard deviation"],
    ["gaussian", "Normal"],
    ["random_normal", "Normal", "the default standard deviation of Normal is 0.01"],
    ["zeros", "Constant"],
    ["ones", "Constant", "write { Constant: 1 }"],
  ].map(
    ([init = "", name = "", ...differs]): Row => [
      layers(`- Affine: { units: 3, init: ${init} }`, "- SoftmaxWithLoss"),
      "4:33 RG2001 model.layers[0].Affine.init",
      ...differs,
      didYouMean(name),
    ],
  ),
  ...[
    ['"10"', "write 10, without quotes"],
    ["10,", "write 10, without quotes"],
    ["1_000", "write 1000, without quotes"],
    ["1,000", "write 1000, without quotes"],
  ].map(
    ([units = "", words = ""]): Row => [
      layers(`- Affine: ${units}`, "- SoftmaxWithLoss"),
      "4:15 RG2004 model.layers[0].Affine.units",
      words,
    ],
  ),
  ...["0,1", "10%", '"0.1"', "0.1,"].map(
    (lr): Row => [
      train("epochs: 1", "optimizer:", "  SGD:", `    lr: ${lr}`),
      "10:11 RG2004 train.optimizer.SGD.lr",
      "write 0.1, without quotes",
    ],
  ),
  [
    train("epochs: 1", "optimizer: { SGD: { lr: 1,5 } }"),
    "8:29 RG1013 train.optimizer.SGD",
    "write a decimal with a point",
  ],
  [
    train("epochs: 1", "optimizer: { SGD: { learning_rate: 0.1 } }"),
    "8:23 RG2003 train.optimizer.SGD.learning_rate",
    didYouMean("lr"),
  ],
  [train("epochs: 1", "optimizer: sgd"), "8:14 RG2001 train.optimizer", didYouMean("SGD")],
  ...["batch_size", "batchSize", "minibatch", "Batch"].map(
    (key): Row => [train("epochs: 1", `${key}: 32`), `8:3 RG1101 train.${key}`, didYouMean("batch")],
  ),
  ...["lr", "learning_rate"].map(
    (key): Row => [train("epochs: 1", `${key}: 0.1`), `8:3 RG1101 train.${key}`, "belongs to the optimizer"],
  ),
  [train("epochs: 1", "loss: mse"), "8:3 RG1101 train.loss", lossIsLast],
  [train("epochs: 1", "criterion: CrossEntropyLoss"), "8:3 RG1101 train.criterion", lossIsLast],
  [train("epochs: 1", "lr_scheduler: Step"), "8:3 RG1101 train.lr_scheduler", didYouMean("schedule")],
  [train("epochs: 1", "weight_decay: 0.1"), "8:3 RG1101 train.weight_decay", "belongs to the optimizer"],
  [train('epochs: "10"'), "7:11 RG1102 train.epochs", "write 10, without quotes"],
  [train("epochs: 1", "batch: 1,000"), "8:10 RG1102 train.batch", "write 1000, without quotes"],
  [`${model}epochs: 10\n`, "6:1 RG1101 epochs", "in the section train"],
  [`${model}batch_size: 10\n`, "6:1 RG1101 batch_size", "in the section train"],
  [`${model}loss: mse\n`, "6:1 RG1101 loss", lossIsLast],
  [`${model}optimizer: adam\n`, "6:1 RG1101 optimizer", "in the section train"],
  [`${model}learning_rate: 0.1\n`, "6:1 RG1101 learning_rate", "belongs to the optimizer"],
  [`${model}random_state: 1\n`, "6:1 RG1101 random_state", didYouMean("seed")],
  [`${model}training: { epochs: 1 }\n`, "6:1 RG1101 training", didYouMean("train")],
  [`${model}layers: []\n`, "6:1 RG1101 layers", "in the section model"],
  [`model:\n  epochs: 3\n${model.slice(7)}`, "2:3 RG1101 model.epochs", "in the section train"],
  [`model:\n  loss: mse\n${model.slice(7)}`, "2:3 RG1101 model.loss", lossIsLast],
  [data("dataset: digits", "test_size: 0.2"), "8:3 RG1101 data.test_size", didYouMean("test")],
  [data("dataset: digits", "test: 20%"), "8:9 RG1102 data.test", "write 0.2, without quotes"],
  [data("dataset: digits", "normalize: true"), "8:3 RG1101 data.normalize", didYouMean("scale")],
];
