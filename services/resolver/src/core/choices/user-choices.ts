import type { Actor, Audit, Commit } from '@catalogsync/audit';
import { platformName } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { Clock } from '@catalogsync/runtime';
import type { SourceRegistry } from '../sources/source-registry.js';
import type { ManualMatch, ManualMatches, RejectedFile, RejectedFiles, SongKey } from './choices.js';

const longestNote = 1000;
const longestId = 1000;
const longestTarget = 200;

const songText = ({ platform, remoteId }: SongKey): string => `song ${platform},${remoteId}`;

/** A person's decisions about recordings: which one a song is, and which files are never accepted. Kept for ever. */
export class UserChoices {
  constructor(
    private readonly matches: ManualMatches,
    private readonly rejected: RejectedFiles,
    private readonly registry: SourceRegistry,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws Fault `invalid_argument` for empty or oversized text, `not_found` for an unknown source */
  setMatch(match: Omit<ManualMatch, 'createdAt'>, actor: Actor): Promise<ManualMatch> {
    return this.recorded(actor, 'setManualMatch', songText(match), async (commit) => {
      const stored = this.checked(match);
      await commit(() => this.matches.set(stored));
      return stored;
    });
  }

  private checked(match: Omit<ManualMatch, 'createdAt'>): ManualMatch {
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
    return { platform, remoteId, source: this.registry.get(match.source).name, sourceRemoteId, note, createdAt: this.clock.now() };
  }

  listMatches(after: SongKey | undefined, limit: number, signal: AbortSignal): Promise<readonly ManualMatch[]> {
    return this.matches.list(after, limit, signal);
  }

  /** @throws Fault `not_found` */
  removeMatch({ platform, remoteId }: SongKey, actor: Actor): Promise<void> {
    return this.recorded(actor, 'removeManualMatch', songText({ platform, remoteId }), (commit) =>
      commit(async () => {
        if (await this.matches.remove({ platform: this.platform(platform), remoteId })) return;
        throw new Fault('not_found', 'no recording was chosen for that song');
      }),
    );
  }

  /** @throws Fault `invalid_argument` if it names neither a file of a source nor a hash; `not_found` for an unknown source */
  reject(file: RejectedFile, actor: Actor): Promise<void> {
    const named = file.sha256 === '' ? songText({ platform: file.source, remoteId: file.remoteId }) : `sha256 ${file.sha256}`;
    return this.recorded(actor, 'rejectFile', named, (commit) => {
      const checked = this.checkedFile(file);
      return commit(() => this.rejected.reject(checked));
    });
  }

  private checkedFile({ source, remoteId, sha256, reason }: RejectedFile): RejectedFile {
    const hash = sha256.toLowerCase();
    if ((source === '') !== (remoteId === '')) throw new Fault('invalid_argument', 'a source and an id go together: give both or neither');
    if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash)) throw new Fault('invalid_argument', 'a SHA-256 has 64 hex digits');
    if (hash === '' && source === '') throw new Fault('invalid_argument', 'name a file by its source and id, or by its SHA-256');
    if (remoteId.length > longestId) throw new Fault('invalid_argument', `the id is longer than ${longestId} characters`);
    checkNote(reason);
    return { source: source === '' ? '' : this.registry.get(source).name, remoteId, sha256: hash, reason };
  }

  private recorded<T>(actor: Actor, action: string, target: string, act: (commit: Commit) => Promise<T>): Promise<T> {
    return this.audit.change({ ...actor, action, target: target.slice(0, longestTarget) }, async (commit) => act(commit));
  }

  private platform(name: string): string {
    return this.registry.find(name)?.name ?? platformName(name);
  }
}

function checkNote(note: string): void {
  if (note.length > longestNote) throw new Fault('invalid_argument', `the note is longer than ${longestNote} characters`);
}
