// Runs the program in this page, or with ?worker or ?threads in a worker, and writes what came of it into the page.
import { program } from "./program.mjs";

function inWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ threads: location.search === "?threads" });
  });
}

const outcome = document.createElement("pre");
try {
  const result = await (location.search === "" ? program() : inWorker());
  outcome.textContent = JSON.stringify(result);
} catch (error) {
  outcome.textContent = JSON.stringify({ error: `${error}\n${error.stack}\n${error.cause}` });
}
document.body.append(outcome);
