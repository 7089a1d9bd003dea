import process from "node:process";
import { cycles } from "./cycles.js";
import { forecast } from "./forecast.js";
import { gradcheck } from "./gradcheck.js";
import { guard } from "./guard.js";
import { layerOperation } from "./layer-operation.js";
import { blasProduct, limit } from "./limit.js";
import { memory } from "./memory.js";
import { operation, product } from "./operation.js";
import { readTable } from "./read-table.js";
import { runCost } from "./run-cost.js";
import { serve, type Work } from "./serve.js";
import type { Task } from "./task.js";
import { training } from "./training.js";

const task: Task = JSON.parse(process.argv[2]);

if (task.kind === "memory") process.stdout.write(`${JSON.stringify(await memory(task))}\n`);
else if (task.kind === "cycles") process.stdout.write(`${JSON.stringify(await cycles(task))}\n`);
else if (task.kind === "guard") process.stdout.write(`${JSON.stringify(guard(task))}\n`);
else if (task.kind === "forecast") process.stdout.write(`${JSON.stringify(forecast(task))}\n`);
else await serve(() => workOf(task));

function workOf(asked: Exclude<Task, { kind: "memory" | "forecast" | "cycles" | "guard" }>): Work {
  switch (asked.kind) {
    case "training":
      return training(asked);
    case "limit":
      return limit(asked);
    case "product":
      return product(asked);
    case "blasProduct":
      return blasProduct(asked);
    case "operation":
      return operation(asked);
    case "layerOperation":
      return layerOperation(asked);
    case "gradcheck":
      return gradcheck(asked);
    case "run":
      return runCost(asked);
    case "table":
      return readTable(asked);
  }
}
