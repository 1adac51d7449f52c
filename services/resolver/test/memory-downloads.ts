import { defaultQualityProfile, type QualityProfile } from '@catalogsync/catalog';
import { toFault } from '@catalogsync/faults';
import { AcceptFile } from '../src/core/downloads/accept-file.js';
import { AlbumShelf } from '../src/core/downloads/album-shelf.js';
import { DecideQuarantine } from '../src/core/downloads/decide-quarantine.js';
import { DownloadEngine } from '../src/core/downloads/download-engine.js';
import { DownloadFeed, DownloadRecords } from '../src/core/downloads/download-records.js';
import { DownloadRun } from '../src/core/downloads/download-run.js';
import { FetchCandidate } from '../src/core/downloads/fetch-candidate.js';
import type { CompanionFinder, Provenance } from '../src/core/downloads/find-companions.js';
import { HoldFile } from '../src/core/downloads/hold-file.js';
import type { DownloadRequest, DownloadView } from '../src/core/downloads/model.js';
import { NewDownloads } from '../src/core/downloads/new-downloads.js';
import type { Draw, FileTagger } from '../src/core/downloads/ports.js';
import { TrackFetchers } from '../src/core/downloads/track-fetchers.js';
import { TryRecording } from '../src/core/downloads/try-recording.js';
import { TestTiming } from '../src/core/gate/fixtures/test-timing.js';
import type { AlbumFile, AlbumHit } from '../src/core/sources/albums.js';
import type { FetchRequest } from '../src/core/sources/fetch.js';
import type { Source } from '../src/core/sources/source.js';
import { FileVerifier } from '../src/core/verification/verify-file.js';
import { MemoryDownloadStore, MemoryQuarantineStore } from './memory/memory-download-store.js';
import { type MemoryFile, MemoryStaging } from './memory/memory-staging.js';
import { ResolveHarness, song } from './resolve-harness.js';
import { hasItsEnd, untilDownload } from './until-download.js';

/** A file, why there is none, or silence until the signal aborts. `deaf` ignores that too. */
export type Delivery = MemoryFile | Error | 'hang' | 'deaf' | (() => Promise<MemoryFile>);

/** Most time a fetch may ask to wait for a second try; below it, a test would have to let time pass. */
const once = { maxBytes: 10_000_000, attempts: 1, pauseMs: 0, longestPauseMs: 0 };

/** A request for the usual song, or one like it under another id. */
export function request(target: Partial<DownloadRequest['target']> = {}, more: Partial<DownloadRequest> = {}): DownloadRequest {
  const tags = { albumArtist: undefined, trackNumber: undefined, discNumber: undefined, year: undefined, genre: undefined };
  return { target: { ...song, ...tags, coverUrl: undefined, lyrics: undefined, ...target }, sources: [], qualityProfile: '', ...more };
}

/** Everything that runs downloads, as the service builds it, over sources, files and stores in memory. Tests set what is delivered. */
export class DownloadHarness extends ResolveHarness {
  readonly timing = new TestTiming();
  readonly staging = new MemoryStaging();
  readonly quarantine: MemoryQuarantineStore;
  readonly warnings: [string, string][] = [];
  /** By fetch key. */
  readonly deliveries: Record<string, Delivery> = {};
  /** Fetch keys, in the order in which their fetches began. */
  readonly fetched: string[] = [];
  /** Ends every deaf fetch. */
  readonly hearing = new AbortController();
  /** Sources that can only be searched. */
  readonly withoutFiles = new Set<string>();
  /** Makes a source one of whole albums. */
  readonly albums: Record<string, readonly AlbumHit[]> = {};
  readonly albumFiles: Record<string, readonly Omit<AlbumFile, 'path'>[]> = {};
  readonly provenances: Provenance[] = [];
  readonly profiles = new Map<string, QualityProfile>([
    ['', defaultQualityProfile],
    ['lossless', { targets: [0, 1], floor: 1 }],
  ]);
  mostHeld = 10;
  private ids = 0;
  readonly draw: Draw = { newId: () => `${++this.ids}`, random: () => 0, sha256Hex: (text) => text };

  constructor(
    names: readonly string[] = ['qq', 'kuwo', 'migu'],
    readonly downloads = new MemoryDownloadStore(),
  ) {
    super(names, { policy: 'config-order' });
    this.quarantine = new MemoryQuarantineStore(downloads);
  }

  tagger: FileTagger = {
    tag: async (path, _target, { lyrics }) => {
      const lyricsPath = lyrics === undefined ? undefined : `${path}.lrc`;
      return { path, sha256: 'of tagged', fileSizeBytes: 9_000_001, tagged: true, lyricsPath };
    },
  };

  readonly warn = (error: unknown, message: string): void => void this.warnings.push([message, toFault(error).message]);

  /** The engine, and people's decisions, of one process. */
  open(workers = 2): { readonly engine: DownloadEngine; readonly decisions: DecideQuarantine } {
    const { staging, timing, draw, warn, quarantine, profiles } = this;
    const companions: CompanionFinder = {
      find: async (provenance) => {
        this.provenances.push(provenance);
        return { lyrics: provenance.target.lyrics, cover: undefined, coverIsOwn: false };
      },
    };
    const verifier = new FileVerifier(staging, staging, staging, this.rejected);
    const holding = new HoldFile(staging, quarantine, this.mostHeld, draw, timing);
    const acceptance = new AcceptFile(verifier, this.tagger, companions, holding);
    const shelf = new AlbumShelf(staging, { maxBytes: 40_000_000, keepMs: 60_000, kept: 4 }, timing, warn);
    const fetchers = new TrackFetchers(shelf, staging);
    const trying = new TryRecording(fetchers, new FetchCandidate(staging, once, timing, draw), acceptance, this.files, timing);
    const run = new DownloadRun(this.finder, trying, quarantine, profiles, this.clock);
    const records = new DownloadRecords(this.downloads, new DownloadFeed(), timing);
    const requests = new NewDownloads(profiles, draw);
    const engine = new DownloadEngine({ records, staging, run, requests, warn }, workers);
    return { engine, decisions: new DecideQuarantine(records, quarantine, this.rejected, staging, acceptance) };
  }

  /** Runs one download to its end. */
  async download(wanted: DownloadRequest = request()): Promise<DownloadView> {
    const { engine } = this.open();
    const { view } = await engine.start(wanted);
    return untilDownload(engine, view.record.id, hasItsEnd);
  }

  protected override source(name: string): Source {
    const albums = this.albums[name];
    const fetcher = this.withoutFiles.has(name) ? undefined : { fetchTrack: this.fetchTrack.bind(this) };
    if (albums === undefined) return { ...super.source(name), fetcher } as Source;
    const searchAlbums: NonNullable<Source['albumSearcher']>['searchAlbums'] = async ({ artist, album }) => {
      this.calls.push(`${name} albums ${artist} - ${album}`);
      return albums;
    };
    const fetchAlbum: NonNullable<Source['albumFetcher']>['fetchAlbum'] = async (asked, signal) => {
      const { path } = await this.fetchTrack(asked, signal);
      return (this.albumFiles[asked.fetchKey] ?? []).map((file) => ({ ...file, path }));
    };
    return { name, configured: true, albumSearcher: { searchAlbums }, albumFetcher: { fetchAlbum } };
  }

  private async fetchTrack({ fetchKey, stagingFolder, report }: FetchRequest, signal: AbortSignal): Promise<{ readonly path: string }> {
    this.fetched.push(fetchKey);
    const delivery = this.deliveries[fetchKey] ?? new Error(`nothing is to be delivered for ${fetchKey}`);
    if (delivery instanceof Error) throw delivery;
    const path = `${stagingFolder}/file`;
    if (typeof delivery !== 'string') {
      this.staging.files.set(path, typeof delivery === 'function' ? await delivery() : delivery);
      return { path };
    }
    report({ bytesDone: 1, bytesTotal: 2 });
    const ends = delivery === 'deaf' ? this.hearing.signal : signal;
    ends.throwIfAborted();
    return new Promise((_resolve, reject) => {
      ends.addEventListener('abort', () => reject(ends.reason), { once: true });
    });
  }
}
