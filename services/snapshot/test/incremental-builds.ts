import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { BuildOrder } from '../src/adapters/builder/build-messages.js';
import { type BuildResult, ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { type CatalogueFixture, read } from './catalogue-fixture.js';

export const idOf = (sequence: number): string => `snap-20260102T030405Z-${String(sequence).padStart(12, '0')}`;

/** A snapshot that was built, with its delta if it has one. */
export interface Built {
  readonly file: string;
  readonly delta: string;
  readonly result: BuildResult | undefined;
}

/** A file of a fixture that is not there yet. */
function freePlace(fixture: CatalogueFixture): string {
  for (let at = 0; ; at++) {
    const file = fixture.path(`built-${at}.db`);
    if (!existsSync(file)) return file;
  }
}

/** Publishes what the catalogue holds now. Small catalogues change a lot at once. */
export async function buildOf(
  fixture: CatalogueFixture,
  sequence: number,
  given: Partial<BuildOrder> = {},
  day = sequence,
): Promise<Built> {
  const file = freePlace(fixture);
  const delta = `${file}.patch.zst`;
  const previousSha256 = given.previous && createHash('sha256').update(readFileSync(given.previous)).digest('hex');
  const order = {
    source: fixture.file,
    target: file,
    cancel: new SharedArrayBuffer(4),
    deltaTarget: delta,
    mostChanged: 100,
    previousSha256,
    ...given,
  };
  const generatedAt = new Date(Date.UTC(2026, 0, day)).toISOString();
  const result = await new ReadModelBuild(order, () => undefined).run(async () => ({ snapshotId: idOf(sequence), generatedAt, sequence }));
  return { file, delta, result };
}

/** Every row that readers see, by table. */
export function rowsOf(file: string): Record<string, string[]> {
  const names = read(
    file,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('search_segments', 'search_pages', 'snapshot_lineage')",
  ).flat();
  return Object.fromEntries(
    names.map((name) => [
      String(name),
      read(file, `SELECT * FROM "${String(name)}"`)
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}
