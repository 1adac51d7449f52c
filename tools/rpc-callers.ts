import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The RPCs of the contracts that are called nowhere outside tests, as `package.Service/Method`. */
export function rpcsWithoutCaller(workspace: string): string[] {
  const { options, fileNames } = readProject(workspace);
  const program = ts.createProgram(fileNames, options);
  const generated = join(workspace, 'libs/contracts/src/gen/');
  const paths = new Map<ts.Node, string>();
  for (const file of program.getSourceFiles()) if (file.fileName.startsWith(generated)) findPaths(file, paths);
  const uncalled = new Set(paths.values());
  const names = new Set([...paths.values()].map((path) => path.replace(/.*\/(.)/, (_, initial: string) => initial.toLowerCase())));
  const checker = program.getTypeChecker();
  const look = (node: ts.Node): void => {
    // Names first: types are what takes long.
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && names.has(node.expression.name.text)) {
      // A client's method is mapped from the entry of the service's definition, and so declared there.
      for (const declared of checker.getSymbolAtLocation(node.expression.name)?.declarations ?? [])
        uncalled.delete(paths.get(declared) ?? '');
    }
    ts.forEachChild(node, look);
  };
  for (const name of fileNames) {
    const file = program.getSourceFile(name);
    if (file !== undefined && !name.startsWith(generated) && !isTest(name)) look(file);
  }
  return [...uncalled].sort();
}

const isTest = (file: string): boolean => /\.(spec|contract)\.ts$|\/(test|fixtures|tools)\/|\/libs\/testkit\//.test(file);

function readProject(workspace: string): ts.ParsedCommandLine {
  const file = join(workspace, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8'));
  return ts.parseJsonConfigFileContent(config, ts.sys, workspace);
}

/** Entries of a service's definition: `publish: { path: '/catalogsync.snapshot.v1.SnapshotService/Publish', … }`. */
function findPaths(file: ts.SourceFile, paths: Map<ts.Node, string>): void {
  const look = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.initializer)) {
      const path = /\bpath: "\/([\w.]+\/\w+)"/.exec(node.initializer.getText(file))?.[1];
      if (path !== undefined) paths.set(node, path);
    }
    ts.forEachChild(node, look);
  };
  look(file);
}
