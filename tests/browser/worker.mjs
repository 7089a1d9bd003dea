import { program } from "./program.mjs";

self.postMessage(await program());
