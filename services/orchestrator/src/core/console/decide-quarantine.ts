import type { Actor, Audit } from '@catalogsync/audit';
import type { RemoteName } from '../catalogue/catalogue-reader.js';
import type { Quarantine, QuarantinedFile, QuarantineWish } from '../download/quarantine.js';

/** Finds the songs of the catalogue by the ids of their platforms. */
export interface SongIds {
  /** In the order given; undefined for a song that is not in the catalogue. */
  idsOf(songs: readonly RemoteName[]): Promise<readonly (number | undefined)[]>;
}

/** A file with the catalogue's id of its song. */
export interface HeldFile extends QuarantinedFile {
  readonly songId: number | undefined;
}

export interface DecideQuarantineParts {
  readonly quarantine: Quarantine;
  readonly songs: SongIds;
  readonly audit: Audit;
}

/** What people decide about files that failed verification. Every method throws Faults as `Quarantine` does. */
export class DecideQuarantine {
  constructor(private readonly parts: DecideQuarantineParts) {}

  /** Newest first. */
  async list(
    wish: QuarantineWish,
    signal: AbortSignal,
  ): Promise<{ readonly files: readonly HeldFile[]; readonly next: string | undefined }> {
    const { files, next } = await this.parts.quarantine.list(wish, signal);
    const named = files.flatMap(({ song }) => song ?? []);
    const ids = await this.parts.songs.idsOf(named);
    const bySong = new Map(named.map((song, at) => [song, ids[at]]));
    return { files: files.map((file) => ({ ...file, songId: file.song && bySong.get(file.song) })), next };
  }

  approve(id: string, actor: Actor, signal: AbortSignal): Promise<void> {
    const action = { ...actor, action: 'approveQuarantined', target: targetOf(id) };
    return this.parts.audit.run(action, () => this.parts.quarantine.approve(id, signal));
  }

  reject(id: string, actor: Actor, signal: AbortSignal): Promise<void> {
    const action = { ...actor, action: 'rejectQuarantined', target: targetOf(id) };
    return this.parts.audit.run(action, () => this.parts.quarantine.reject(id, signal));
  }
}

const targetOf = (id: string): string => `quarantined file ${id}`;
