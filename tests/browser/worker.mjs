import { program } from "./program.mjs";

self.onmessage = async ({ data }) => self.postMessage(await program(data));
