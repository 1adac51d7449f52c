import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient } from '@catalogsync/outbound-http';
import { type EmulatedAnswer, EmulatedServer } from '@catalogsync/testkit';
import type { FetchedFile, FetchRequest } from '../src/core/sources/fetch.js';
import type { SearchHit, SearchRequest } from '../src/core/sources/search.js';
import type { Source, SourceLimits } from '../src/core/sources/source.js';

/** A song that an emulated source offers. */
export interface OfferedSong {
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly durationMs: number;
  /** As the source announces it. */
  readonly ext: string;
  readonly bytes: Buffer;
  readonly bitrate?: number;
}

/** A source behind a real HTTP server; tests set its songs and faults, and see its requests. */
export class EmulatedSource {
  songs: OfferedSong[] = [];
  /** Delays of searches and files. */
  pace = { searchMs: 0, fileMs: 0 };
  /** Keeps going after an abort, as a source that cannot stop does. */
  deaf = false;
  /** It can look up a song by its id. */
  refreshes = false;
  private upTo: number | undefined;

  private constructor(
    readonly name: string,
    readonly server: EmulatedServer,
    private readonly http: HttpClient,
    private readonly limits: SourceLimits | undefined,
  ) {}

  static async start(name: string, http: HttpClient, limits?: SourceLimits): Promise<EmulatedSource> {
    let source: EmulatedSource | undefined;
    const server = await EmulatedServer.start(({ path, query }) => {
      if (path === '/songs') return { body: { hits: source?.known(query.get('id') ?? '') ?? [] } };
      if (path === '/search') return { body: { hits: source?.search(query.get('q') ?? '') ?? [] } };
      return path === '/files' ? source?.file(query.get('id') ?? '') : undefined;
    });
    source = new EmulatedSource(name, server, http, limits);
    return source;
  }

  /** Files stop after this many bytes while the connection stays open; undefined serves them whole. */
  serveUpTo(bytes: number | undefined): void {
    this.upTo = bytes;
  }

  /** Number of requests of a kind so far. */
  count(kind: 'search' | 'songs' | 'files'): number {
    return this.server.requests.filter(({ path }) => path.startsWith(`/${kind}`)).length;
  }

  get source(): Source {
    return {
      name: this.name,
      configured: true,
      searcher: { searchTracks: (request, signal) => this.searchTracks(request, signal) },
      fetcher: { fetchTrack: (request, signal) => this.fetchTrack(request, signal) },
      ...(this.refreshes ? { refresher: { refreshTrack: (id: string, signal: AbortSignal) => this.refreshTrack(id, signal) } } : {}),
      ...(this.limits === undefined ? {} : { limits: this.limits }),
    };
  }

  private file(wanted: string): EmulatedAnswer | undefined {
    const song = this.songs.find(({ id }) => id === wanted);
    if (song === undefined) return undefined;
    return this.upTo === undefined ? { body: song.bytes } : { body: song.bytes, stopAfter: this.upTo };
  }

  private search(keyword: string): SearchHit[] {
    return this.songs.filter(({ title }) => keyword.includes(title)).map((song) => toHit(song));
  }

  private known(id: string): SearchHit[] {
    return this.songs.filter((song) => song.id === id).map((song) => toHit(song));
  }

  private async refreshTrack(id: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    return (await this.hitsAt(`/songs?id=${encodeURIComponent(id)}`, signal))[0];
  }

  private async searchTracks({ keyword }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    await sleep(this.pace.searchMs, undefined, this.signal(signal));
    return this.hitsAt(`/search?q=${encodeURIComponent(keyword)}`, signal);
  }

  private async hitsAt(path: string, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const url = `${this.server.url}${path}`;
    const answer = await this.http.fetchBytes({
      url,
      trust: configuredAddress(this.server.url),
      maxBytes: 1_000_000,
      attempts: 1,
      ...this.signal(signal),
    });
    const { hits } = JSON.parse(Buffer.from(answer.bytes).toString()) as { hits?: SearchHit[] };
    if (!Array.isArray(hits)) throw new Fault('data_corrupt', `${this.name}: the answer to a search holds no hits`);
    return hits;
  }

  private async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { fetchKey, stagingFolder, maxBytes, report } = request;
    const path = join(stagingFolder, 'track.bin');
    await sleep(this.pace.fileMs, undefined, this.signal(signal));
    await this.http.fetchToFile({
      url: `${this.server.url}/files?id=${encodeURIComponent(fetchKey)}`,
      trust: configuredAddress(this.server.url),
      file: path,
      maxBytes,
      attempts: 1,
      resumable: true,
      onProgress: report,
      ...this.signal(signal),
    });
    return { path };
  }

  private signal(signal: AbortSignal): { signal?: AbortSignal } {
    return this.deaf ? {} : { signal };
  }
}

function toHit({ id, title, artist, durationMs, ext, bytes, bitrate = 0 }: OfferedSong): SearchHit {
  return {
    track: {
      remoteId: id,
      name: title,
      artists: [{ remoteId: undefined, name: artist }],
      album: undefined,
      albumArtist: undefined,
      durationMs,
      isrc: undefined,
      trackNumber: undefined,
      discNumber: undefined,
      year: undefined,
      genre: undefined,
      coverUrl: undefined,
      ext,
      fileSizeBytes: bytes.length,
    },
    audio: { ext, bitrate, sampleRate: undefined, bitDepth: undefined, fileSizeBytes: bytes.length, durationMs },
    fetchKey: id,
    trial: false,
  };
}
