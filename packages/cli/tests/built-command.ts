import { fileURLToPath } from "node:url";

/** The installed command. */
export const binary = fileURLToPath(new URL("../bin/retrograd.mjs", import.meta.url));
