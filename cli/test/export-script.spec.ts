import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the script under the system's sh; once with the real command and a real database,
// otherwise with a command that records its arguments.
afterAll(removeFolders);

const script = 'cli/scripts/export-snapshot.sh';
const run = (file: string, args: string[], cwd: string) => spawnSync('sh', [file, ...args], { cwd, encoding: 'utf8', timeout: 120_000 });

/** A copy of the script in a tree whose command exits with this code. */
function treeEndingWith(code: number): string {
  const tree = join(temporaryFolder(), 'a tree');
  mkdirSync(join(tree, 'cli/scripts'), { recursive: true });
  copyFileSync(script, join(tree, script));
  writeFileSync(join(tree, 'catalogsync'), `#!/bin/sh\nprintf '<%s>' "$@"\nexit ${code}\n`, { mode: 0o755 });
  return tree;
}

describe('when an operator exports by script (behaviour 136)', () => {
  it('passes exactly these two paths to the command and prints nothing itself', () => {
    const tree = treeEndingWith(0);
    const { status, stdout, stderr } = run(join(tree, script), ['my catalogue.db', '-out dir'], tree);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '<export-snapshot><--db><my catalogue.db><--target-dir><-out dir>',
      stderr: '',
    });
  });

  it.each([1, 2, 7, 130])('fails with exit code %i of the command and names it', (code) => {
    const tree = treeEndingWith(code);
    const { status, stderr } = run(join(tree, script), ['a.db', 'out'], tree);
    expect({ status, stderr }).toEqual({ status: code, stderr: `export-snapshot.sh: the export failed with exit code ${code}\n` });
  });

  it.each([{ args: [] }, { args: ['a.db'] }, { args: ['a.db', ''] }, { args: ['a.db', 'out', 'more'] }])(
    'prints its usage and runs nothing for $args',
    ({ args }) => {
      const tree = treeEndingWith(0);
      const { status, stdout, stderr } = run(join(tree, script), args, tree);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain('usage: ');
    },
  );

  it('exports a real database from another folder, and fails for one that does not exist', async () => {
    const folder = temporaryFolder();
    expect((await catalogsync(['init-db', '--db', join(folder, 'catalogsync.db')])).code).toBe(0);
    const absolute = join(process.cwd(), script);
    expect(run(absolute, ['catalogsync.db', 'out'], folder).status).toBe(0);
    expect(existsSync(join(folder, 'out/manifest.json'))).toBe(true);
    const failed = run(absolute, ['missing.db', 'other'], folder);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('failed with exit code 1\n');
    expect(existsSync(join(folder, 'other/manifest.json'))).toBe(false);
  });
});
