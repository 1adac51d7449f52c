import { Fault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import { type SourceRegistry, sourceName } from '../sources/source-registry.js';
import type { ManualMatch, ManualMatches, RejectedFile, RejectedFiles, SongKey } from './choices.js';

const longestNote = 1000;
const longestId = 1000;

/** A person's decisions about recordings: which one a song is, and which files are never accepted. Kept for ever. */
export class UserChoices {
  constructor(
    private readonly matches: ManualMatches,
    private readonly rejected: RejectedFiles,
    private readonly registry: SourceRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws Fault `invalid_argument` for empty or oversized text, `not_found` for an unknown source */
  async setMatch(match: Omit<ManualMatch, 'createdAt'>): Promise<ManualMatch> {
    const { remoteId, sourceRemoteId, note } = match;
    const platform = this.platform(match.platform);
    for (const [text, what] of [
      [platform, 'platform'],
      [remoteId, 'id of the song'],
      [sourceRemoteId, 'id of the recording'],
    ] as const) {
      if (text.trim() === '' || text.length > longestId)
        throw new Fault('invalid_argument', `the ${what} is empty or longer than ${longestId} characters`);
    }
    checkNote(note);
    const stored = { platform, remoteId, source: this.registry.get(match.source).name, sourceRemoteId, note, createdAt: this.clock.now() };
    await this.matches.set(stored);
    return stored;
  }

  listMatches(after: SongKey | undefined, limit: number, signal: AbortSignal): Promise<readonly ManualMatch[]> {
    return this.matches.list(after, limit, signal);
  }

  /** @throws Fault `not_found` */
  async removeMatch({ platform, remoteId }: SongKey): Promise<void> {
    if (await this.matches.remove({ platform: this.platform(platform), remoteId })) return;
    throw new Fault('not_found', 'no recording was chosen for that song');
  }

  /** @throws Fault `invalid_argument` if it names neither a file of a source nor a hash; `not_found` for an unknown source */
  async reject({ source, remoteId, sha256, reason }: RejectedFile): Promise<void> {
    const hash = sha256.toLowerCase();
    if ((source === '') !== (remoteId === '')) throw new Fault('invalid_argument', 'a source and an id go together: give both or neither');
    if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash)) throw new Fault('invalid_argument', 'a SHA-256 has 64 hex digits');
    if (hash === '' && source === '') throw new Fault('invalid_argument', 'name a file by its source and id, or by its SHA-256');
    if (remoteId.length > longestId) throw new Fault('invalid_argument', `the id is longer than ${longestId} characters`);
    checkNote(reason);
    await this.rejected.reject({ source: source === '' ? '' : this.registry.get(source).name, remoteId, sha256: hash, reason });
  }

  private platform(name: string): string {
    return this.registry.find(name)?.name ?? sourceName(name);
  }
}

function checkNote(note: string): void {
  if (note.length > longestNote) throw new Fault('invalid_argument', `the note is longer than ${longestNote} characters`);
}
