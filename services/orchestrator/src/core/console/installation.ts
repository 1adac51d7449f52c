import type { Instant, Pacing } from '@catalogsync/job-engine';
import type { Publications } from '../publish/due-publication.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import { RecentValue } from './recent-value.js';
import type { OutOfOrder } from './verdict.js';
import type { Volume, VolumeList } from './volumes.js';

/** What followers are served. */
export interface CurrentSnapshot {
  readonly id: string;
  readonly generatedAt: Instant;
  readonly trackCount: number;
}

/** What is set up. */
export interface SetUp {
  /** A folder with music of its own. */
  readonly hasFolder: boolean;
  /** Another source of music. */
  readonly hasSource: boolean;
  readonly hasMediaServer: boolean;
  /** Object storage. */
  readonly hasCloud: boolean;
}

/** The installation around the jobs, as it was a few seconds ago. */
export interface InstallationState {
  readonly volumes: readonly Volume[];
  readonly setUp: SetUp;
  /** Undefined if nothing is published, or while it is not known. */
  readonly snapshot: CurrentSnapshot | undefined;
  readonly down: readonly OutOfOrder[];
  readonly openSources: readonly OutOfOrder[];
  readonly quarantined: number;
}

/** The services that this one calls. */
export interface PeerHealth {
  /** Names of those that do not serve. Never throws. */
  down(): Promise<readonly string[]>;
}

export interface InstallationParts {
  readonly volumes: Pick<VolumeList, 'read'>;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly publications: Publications;
  readonly peers: PeerHealth;
  readonly hasMediaServer: boolean;
  hasCloud(): Promise<boolean>;
  /** Sources whose breaker is open. */
  openSources?(signal: AbortSignal): Promise<readonly OutOfOrder[]>;
  /** How many files wait in the quarantine. */
  quarantined?(signal: AbortSignal): Promise<number>;
  now(): Instant;
  readonly pacing: Pick<Pacing, 'sleep'>;
}

const often = 5_000;
const seldom = 15_000;

/** Looks at the installation. Never fails and hardly ever waits: what others are asked for is a few seconds old. */
export class Installation {
  private readonly volumes: RecentValue<readonly Volume[]>;
  private readonly setUp: RecentValue<SetUp>;
  private readonly snapshot: RecentValue<CurrentSnapshot | undefined>;
  private readonly down: RecentValue<readonly OutOfOrder[]>;
  private readonly attention: RecentValue<Pick<InstallationState, 'openSources' | 'quarantined'>>;

  constructor(parts: InstallationParts) {
    const recent = <T>(freshMs: number, read: (signal: AbortSignal) => Promise<T>): RecentValue<T> =>
      new RecentValue({ read, freshMs, now: parts.now, pacing: parts.pacing });
    const outages = new Outages(parts.now);
    this.volumes = recent(often, () => parts.volumes.read());
    this.setUp = recent(seldom, (signal) => setUpOf(parts, signal));
    this.snapshot = recent(often, (signal) => currentOf(parts.publications, signal));
    this.down = recent(often, async () => outages.lasting(await parts.peers.down()));
    this.attention = recent(often, async (signal) => {
      const [openSources, quarantined] = await Promise.all([parts.openSources?.(signal), parts.quarantined?.(signal)]);
      return { openSources: openSources ?? [], quarantined: quarantined ?? 0 };
    });
  }

  async read(): Promise<InstallationState> {
    const [volumes, setUp, snapshot, down, attention] = await Promise.all([
      this.volumes.get(),
      this.setUp.get(),
      this.snapshot.get(),
      this.down.get(),
      this.attention.get(),
    ]);
    const { openSources, quarantined } = attention ?? { openSources: [], quarantined: 0 };
    const none: SetUp = { hasFolder: false, hasSource: false, hasMediaServer: false, hasCloud: false };
    return { volumes: volumes ?? [], setUp: setUp ?? none, snapshot, down: down ?? [], openSources, quarantined };
  }
}

async function setUpOf({ sources, hasMediaServer, hasCloud }: InstallationParts, signal: AbortSignal): Promise<SetUp> {
  const [all, cloud] = await Promise.all([sources.sources(signal), hasCloud()]);
  const configured = all.filter((source) => source.configured);
  return {
    hasFolder: configured.some(({ hasLocalFiles }) => hasLocalFiles),
    hasSource: configured.some(({ hasLocalFiles }) => !hasLocalFiles),
    hasMediaServer,
    hasCloud: cloud,
  };
}

async function currentOf(publications: Publications, signal: AbortSignal): Promise<CurrentSnapshot | undefined> {
  const current = await publications.current(signal);
  return current && { id: current.id, generatedAt: current.at, trackCount: current.tracks };
}

/** Services start one after the other, and restart when settings change: only an outage that lasts is told. */
class Outages {
  private since = new Map<string, Instant>();

  constructor(private readonly now: () => Instant) {}

  lasting(down: readonly string[]): OutOfOrder[] {
    const now = this.now();
    this.since = new Map(down.map((name) => [name, this.since.get(name) ?? now]));
    return [...this.since].filter(([, since]) => now - since >= often).map(([name, since]) => ({ name, since }));
  }
}
