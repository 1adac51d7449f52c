import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Real here: oxlint with the rules of the workspace, over a file that imports from packages of the workspace.
const workspace = process.cwd();

/** One line each. The promises come from other packages: the rules must know types, not only names. */
const planted: readonly (readonly [rule: string, code: string])[] = [
  ['no-floating-promises', `ensureKeyRing('/keys', 'playback', new Date(0));`],
  ['no-floating-promises', `['/keys'].map((folder) => listKeys(folder, 'playback'));`],
  ['no-misused-promises', `if (listKeys('/keys', 'playback')) process.exit(1);`],
  ['switch-exhaustiveness-check', `switch (fault.code) { case 'timeout': process.exit(1); }`],
  ['switch-exhaustiveness-check', `switch (fault.retry) { case 'later': break; default: process.exit(1); }`],
];
const allowed: readonly string[] = [
  `await ensureKeyRing('/keys', 'playback', new Date(0));`,
  `void listKeys('/keys', 'playback').catch(() => undefined);`,
  `switch (fault.retry) { case 'later': case 'never': process.exit(1); }`,
  `switch (fault.message) { case 'late': process.exit(1); }`,
];
const head = [
  `import { ensureKeyRing, listKeys } from '@catalogsync/signing';`,
  `import type { Fault } from '@catalogsync/faults';`,
  'declare const fault: Fault;',
];

interface Report {
  readonly diagnostics: readonly { readonly code: string; readonly labels: readonly { readonly span: { readonly line: number } }[] }[];
}

let root: string;
let rulesByLine: Map<number, string[]>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'promises-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'tsconfig.base.json']) cpSync(join(workspace, file), join(root, file));
  symlinkSync(join(workspace, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  mkdirSync(join(root, 'cli/src'), { recursive: true });
  writeFileSync(join(root, 'cli/src/planted.ts'), [...head, ...planted.map(([, code]) => code), ...allowed, ''].join('\n'));
  const linter = join(workspace, 'node_modules/oxlint/bin/oxlint');
  const run = promisify(execFile)(process.execPath, [linter, '--type-aware', '--format=json', 'cli'], { cwd: root });
  // oxlint exits with 1 if it finds something.
  const { stdout } = await run.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  rulesByLine = new Map();
  for (const { code, labels } of (JSON.parse(stdout) as Report).diagnostics) {
    const line = labels[0]?.span.line ?? 0;
    rulesByLine.set(line, [...(rulesByLine.get(line) ?? []), /\((.*)\)/.exec(code)?.[1] ?? code]);
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('when promises and switches are linted', () => {
  it.each(planted.map(([rule, code], index) => ({ rule, code, line: head.length + 1 + index })))('$rule fires: $code', ({ rule, line }) => {
    expect(rulesByLine.get(line)).toEqual([rule]);
  });

  it.each(allowed.map((code, index) => ({ code, line: head.length + planted.length + 1 + index })))('nothing fires: $code', ({ line }) => {
    expect(rulesByLine.get(line)).toBeUndefined();
  });
});
