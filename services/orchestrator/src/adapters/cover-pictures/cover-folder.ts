import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withFaults } from '@catalogsync/faults';
import { makeFolder, writeAtomically } from '@catalogsync/runtime';
import { type CoverFiles, type CoverSize, coverSizes, type MadeCover } from '../../core/covers/picture.js';

/** The publication has the same files, by hard links. */
const readOnly = 0o444;

/** COVERS_DIR: `ab/<hash>-300.webp` and the other sizes of each cover. */
export class CoverFolder implements CoverFiles {
  constructor(private readonly folder: string) {}

  async write(hash: string, { pictures }: MadeCover): Promise<void> {
    await withFaults(async () => {
      await makeFolder(dirname(this.file(hash, 300)));
      for (const size of coverSizes) await writeAtomically(this.file(hash, size), pictures[size], readOnly);
    });
  }

  async read(hash: string, size: CoverSize): Promise<Uint8Array | undefined> {
    return readFile(this.file(hash, size)).catch(() => undefined);
  }

  async remove(hash: string): Promise<void> {
    await withFaults(() => Promise.all(coverSizes.map((size) => rm(this.file(hash, size), { force: true }))));
  }

  private file(hash: string, size: CoverSize): string {
    return join(this.folder, hash.slice(0, 2), `${hash}-${size}.webp`);
  }
}
