import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { withSecretFiles } from './secret-files.js';

// Real here: files.
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('when secrets are files of a folder', () => {
  it('takes each as the value of the key that it is named like, beneath the environment', () => {
    writeFileSync(join(folder, 'SNAPSHOT_SOURCE_TOKEN'), ' one two\n');
    writeFileSync(join(folder, 'RPC_SHARED_SECRET'), 'of the file');
    writeFileSync(join(folder, 'METRICS_TOKEN'), '\n');
    writeFileSync(join(folder, '..data'), 'x');
    writeFileSync(join(folder, 'readme.txt'), 'x');
    mkdirSync(join(folder, 'FOLDER'));
    symlinkSync('SNAPSHOT_SOURCE_TOKEN', join(folder, 'LINKED'));
    const environment = { SECRETS_DIR: folder, RPC_SHARED_SECRET: 'of the environment' };
    expect(withSecretFiles(environment)).toEqual({
      ...environment,
      SNAPSHOT_SOURCE_TOKEN: ' one two',
      LINKED: ' one two',
    });
  });

  it('does without a folder that is not there, and without the key', () => {
    const nowhere = { SECRETS_DIR: join(folder, 'nowhere') };
    expect(withSecretFiles(nowhere)).toEqual(nowhere);
    expect(withSecretFiles({ SECRETS_DIR: '' })).toEqual({ SECRETS_DIR: '' });
    expect(withSecretFiles({})).toEqual({});
  });

  it('names a file that cannot be read, and not what is in it', () => {
    symlinkSync('nowhere', join(folder, 'DANGLING'));
    expect(() => withSecretFiles({ SECRETS_DIR: folder })).toThrow(
      expect.objectContaining({ code: 'not_found', message: expect.stringContaining(join(folder, 'DANGLING')) }),
    );
  });
});
