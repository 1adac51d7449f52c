import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { localBackendName } from './local-backend.js';

const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

describe('when a folder is catalogued in place', () => {
  it('is named after the hash of its path, the same everywhere', () => {
    // printf %s /volume1/音乐 | sha256sum
    expect(localBackendName('/volume1/音乐', sha256Hex)).toBe('library-ba905d88');
  });

  it('ignores trailing slashes but keeps the root folder', () => {
    expect(localBackendName('/volume1/music//', sha256Hex)).toBe(localBackendName('/volume1/music', sha256Hex));
    expect(localBackendName('/', sha256Hex)).toBe(`library-${sha256Hex('/').slice(0, 8)}`);
  });

  it('gives different folders different names', () => {
    expect(localBackendName('/a', sha256Hex)).not.toBe(localBackendName('/b', sha256Hex));
  });
});
