import { join } from "node:path";
import ts from "typescript";
import { root } from "./outside-project.js";

/** TypeScript's language service over one file that is not on disk, in a folder of the repository. */
export interface LanguageService {
  /** The errors of the file. */
  errors(): readonly string[];
  /** The comment that an editor shows for the name at a position; empty if there is none. */
  commentAt(position: number): string;
}

/** Opens a text as a file with this path. Packages resolve to what is built, as for a user. */
export function openTypeScript(path: string, text: string): LanguageService {
  const file = join(root, path);
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const settings: ts.CompilerOptions = { ...options, composite: false, customConditions: [], types: [] };
  const service = ts.createLanguageService({
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => settings,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot(name) {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
  });
  return {
    errors: () =>
      service
        .getSemanticDiagnostics(file)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
    commentAt: (position) =>
      ts.displayPartsToString(service.getQuickInfoAtPosition(file, position)?.documentation ?? []),
  };
}
