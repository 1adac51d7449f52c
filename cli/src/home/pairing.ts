import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { makeFolder, writeAtomically } from '@catalogsync/runtime';
import type { PairingPackage } from '@catalogsync/signing';
import { setKey } from './env-file.js';
import type { Home } from './home-folder.js';

/** What a home is paired with. */
export interface Pairing {
  /** SNAPSHOT_SOURCE that it was given. */
  readonly source: string;
  /** ISO 8601, UTC. */
  readonly joinedAt: string;
}

const recordOf = (home: Home): string => join(home.root, 'pairing.json');

/** The pairing of a home; undefined if it has none. */
export async function pairingOf(home: Home): Promise<Pairing | undefined> {
  try {
    return JSON.parse(await readFile(recordOf(home), 'utf8')) as Pairing;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return { source: 'an unknown place', joinedAt: '' };
    throw toFault(error);
  }
}

/**
 * Refuses a home that has something to lose.
 * @param replace an earlier pairing may go; keys of a publication of its own never do
 * @throws Fault `already_exists`
 */
export async function requireUnpaired(home: Home, keysDir: string, replace: boolean): Promise<void> {
  const pairing = await pairingOf(home);
  if (pairing !== undefined) {
    if (replace) return;
    throw new Fault('already_exists', `${home.root} is paired with ${pairing.source}`, { hint: 'To pair it anew: --replace' });
  }
  for (const name of ['root-signing.jwks', 'snapshot-signing.jwks', 'playback-signing.jwks']) {
    const found = await stat(join(keysDir, name)).catch(() => undefined);
    if (found === undefined) continue;
    throw new Fault('already_exists', `${home.root} has keys of its own: it publishes itself`, { hint: 'Choose another home: --home DIR' });
  }
}

/** Writes keys, settings and secrets of a pairing. The record comes last: until then it can be done again. */
export async function writePairing(home: Home, keysDir: string, content: PairingPackage, now: number): Promise<void> {
  try {
    await makeFolder(keysDir, 0o700);
    const files: [string, string, number][] = [
      ['publication-root.json', content.root, 0o644],
      ['snapshot-trusted.jwks', content.snapshotKeys, 0o644],
      ['playback-signing.jwks', content.playbackKeys, 0o600],
    ];
    for (const [name, text, mode] of files) if (text !== '') await writeAtomically(join(keysDir, name), text, mode);
    await setAll(home.settingsFile, { SNAPSHOT_SOURCE: content.source, ORIGIN_BASE_URL: content.originBaseUrl });
    await setAll(home.secretsFile, { SNAPSHOT_SOURCE_TOKEN: content.sourceToken, OBJECT_READ_KEYS: content.objectReadKeys });
    const record: Pairing = { source: content.source, joinedAt: new Date(now).toISOString() };
    await writeAtomically(recordOf(home), `${JSON.stringify(record, null, 2)}\n`, 0o600);
  } catch (error) {
    throw toFault(error);
  }
}

/** Values come from the inviting host, sealed; a line break in one must not make a second setting. */
async function setAll(file: string, values: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [name, value] of Object.entries(values)) {
    if (/[\r\n]/.test(value)) throw new Fault('data_corrupt', `the package has a value of ${name} that no settings file can hold`);
    if (value !== '') text = setKey(text, name, value);
  }
  await writeAtomically(file, text, 0o600);
}
