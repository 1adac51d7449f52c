import { Fault } from '@catalogsync/faults';
import type { EqualFiles, FileFault, FolderWatch, LibraryDesk, PeerPage, PeerPlace } from '../../src/core/console/library-desk.js';
import type { ServerCheck, ServerDesk, ServerOverview } from '../../src/core/console/media-servers.js';
import type { KeptSnapshot, SnapshotShelf, SnapshotVerdict } from '../../src/core/console/published-snapshots.js';
import { MemoryMediaServer } from './memory-media-server.js';

// Other services in memory, as the console asks them. `away` is what each call throws while a service does not answer.

function pageOf<T>(items: readonly T[], { after = '0', limit }: PeerPlace): PeerPage<T> {
  const end = Number(after) + limit;
  return { items: items.slice(Number(after), end), next: end < items.length ? String(end) : undefined };
}

/** A resolver's library. */
export class MemoryLibraryDesk implements LibraryDesk {
  away: Fault | undefined;
  watched: FolderWatch[] = [{ path: '/music', mode: 'events', reason: '', folders: 12 }];
  known: FileFault[] = ['a', 'b', 'c'].map((name) => ({
    ...{ path: `/music/${name}.flac`, reason: 'the file is empty', firstSeenAt: 1_780_000_000_000 },
    ...{ setAsideAt: undefined, setAsideBy: undefined },
  }));
  equal: EqualFiles[] = ['f1', 'f2'].map((fingerprint) => ({
    ...{ fingerprint, sizeBytes: 1000, count: 2 },
    paths: [`/music/1/${fingerprint}.flac`, `/music/2/${fingerprint}.flac`],
  }));

  async folders(): Promise<readonly FolderWatch[]> {
    this.answer();
    return this.watched;
  }

  async faultCount(): Promise<number> {
    this.answer();
    return this.known.filter(({ setAsideAt }) => setAsideAt === undefined).length;
  }

  async faults(page: PeerPlace & { readonly withSetAside: boolean }): Promise<PeerPage<FileFault>> {
    this.answer();
    return pageOf(
      this.known.filter(({ setAsideAt }) => page.withSetAside || setAsideAt === undefined),
      page,
    );
  }

  async duplicates(page: PeerPlace): Promise<PeerPage<EqualFiles>> {
    this.answer();
    return pageOf(this.equal, page);
  }

  async setAside(paths: readonly string[], undo: boolean, by: string): Promise<void> {
    this.answer();
    const unknown = paths.find((path) => !this.known.some((fault) => fault.path === path));
    if (unknown !== undefined) throw new Fault('not_found', `nothing is known to be wrong with ${unknown}`);
    const aside = undo ? { setAsideAt: undefined, setAsideBy: undefined } : { setAsideAt: 1_780_000_001_000, setAsideBy: by };
    this.known = this.known.map((fault) => (paths.includes(fault.path) ? { ...fault, ...aside } : fault));
  }

  private answer(): void {
    if (this.away !== undefined) throw this.away;
  }
}

const counts = { playlistCount: 2, trackCount: 30, fileCount: 20, artistCount: 9, toplistCount: 1, sizeBytes: 4096 };

/** Two snapshots. */
export class MemorySnapshotShelf implements SnapshotShelf {
  away: Fault | undefined;
  rollbackFault: Fault | undefined;
  problems: string[] = [];
  kept: KeptSnapshot[] = [
    { id: 'snap-2', generatedAt: 1_780_000_002_000, sequence: 2, ...counts, current: true },
    { id: 'snap-1', generatedAt: 1_780_000_001_000, sequence: 1, ...counts, current: false },
  ];

  async list(): Promise<readonly KeptSnapshot[]> {
    this.answer();
    return this.kept;
  }

  async verify(snapshotId: string): Promise<SnapshotVerdict> {
    this.named(snapshotId);
    return { problems: this.problems, signedBy: 'key-1', checkedAt: 1_780_000_003_000 };
  }

  async rollback(snapshotId: string): Promise<KeptSnapshot> {
    if (this.rollbackFault !== undefined) throw this.rollbackFault;
    const inForce = { ...this.named(snapshotId), sequence: 3, current: true };
    this.kept = [inForce, ...this.kept.filter(({ id }) => id !== snapshotId).map((one) => ({ ...one, current: false }))];
    return inForce;
  }

  private named(snapshotId: string): KeptSnapshot {
    this.answer();
    const found = this.kept.find(({ id }) => id === snapshotId);
    if (found === undefined) throw new Fault('not_found', `there is no snapshot ${snapshotId}`);
    return found;
  }

  private answer(): void {
    if (this.away !== undefined) throw this.away;
  }
}

/** A media server in memory, behind its service. */
export class MemoryServerDesk extends MemoryMediaServer implements ServerDesk {
  away: Fault | undefined;
  outcome: ServerCheck[] = [
    { what: 'search', result: 'works', detail: '3 hits', hint: undefined },
    { what: 'write biographies', result: 'unsupported', detail: 'it has no such field', hint: undefined },
  ];

  async overview(): Promise<ServerOverview> {
    if (this.away !== undefined) throw this.away;
    return { ...this.answer, available: ['memory', 'other'], version: '1.2' };
  }

  async checks(): Promise<readonly ServerCheck[]> {
    if (this.away !== undefined) throw this.away;
    return this.outcome;
  }
}
