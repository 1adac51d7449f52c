import { foldText } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { healthOf, orNothing } from '../../../core/sources/answers.js';
import { type CoverSource, maxCoverBytes } from '../../../core/sources/companions.js';
import type { FetchedFile, FetchRequest, HealthChecker, SourceHealth, TrackFetcher } from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, SearchTarget, TrackRefresher, TrackSearcher } from '../../../core/sources/search.js';
import { eachOnce } from '../hits.js';
import type { ArchiveClient } from './client.js';
import { coverFileOf, musicOf, notTakeable, sizeOf, takeableItem, titleOf, toHit } from './item.js';
import type { Item, ItemFile } from './wire.js';

/** Items whose files are inspected per search; each costs a request. */
const mostItems = 4;

/** Openly licensed music of the Internet Archive. Items are albums and concerts; songs are their files. */
export class ArchiveSource implements CoverSource, TrackSearcher, TrackRefresher, TrackFetcher, HealthChecker {
  constructor(
    private readonly client: ArchiveClient,
    private readonly anyLicence: boolean,
  ) {}

  async searchTracks({ target, keyword, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    const wanted = foldText(target.title === '' ? keyword : target.title).split(' ');
    const hits: SearchHit[] = [];
    for (const { identifier } of (await this.client.search(queryOf(target, keyword), mostItems, '', signal)).items) {
      // An item that may not be taken must not spoil the search.
      const item = await orNothing(notTakeable, () => this.takeable(identifier, signal));
      if (item === undefined) continue;
      const fitting = musicOf(item).filter((file) => {
        const title = foldText(titleOf(file));
        return wanted.every((word) => title.includes(word));
      });
      hits.push(...fitting.map((file) => toHit(item, file, coverAddress(this.client, item, file))));
      if (hits.length >= limit) break;
    }
    return eachOnce(hits, limit);
  }

  async refreshTrack(remoteId: string, signal: AbortSignal): Promise<SearchHit | undefined> {
    const found = await orNothing([...notTakeable, 'invalid_argument'], () => this.find(remoteId, signal));
    return found && toHit(found.item, found.file, coverAddress(this.client, found.item, found.file));
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { file, identifier } = await this.find(request.fetchKey, signal);
    if (sizeOf(file) > request.maxBytes) throw new Fault('data_corrupt', 'the file is larger than allowed');
    return this.client.fetch(identifier, file, request, signal);
  }

  async cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const { item, file, identifier } = await this.find(remoteId, signal);
    const picture = coverFileOf(item, file, maxCoverBytes);
    return picture && this.client.bytes(identifier, picture, maxCoverBytes, signal);
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.search('identifier:*', 1, '', signal);
      return this.anyLicence ? 'Internet Archive, any licence' : 'Internet Archive, open licences only';
    }, signal);
  }

  private async takeable(identifier: string, signal: AbortSignal): Promise<Item> {
    return takeableItem(await this.client.item(identifier, signal), identifier, this.anyLicence);
  }

  /** A track's id is its item's id and its file name, which may contain slashes. */
  private async find(remoteId: string, signal: AbortSignal): Promise<{ item: Item; identifier: string; file: ItemFile }> {
    const [, identifier, name] = /^([A-Za-z0-9][A-Za-z0-9._-]{0,200})\/(.+)$/s.exec(remoteId) ?? [];
    if (identifier === undefined) throw new Fault('invalid_argument', 'this is not an id from the archive source');
    const item = await this.takeable(identifier, signal);
    const file = musicOf(item).find((one) => one.name === name);
    if (file === undefined) throw new Fault('not_found', `the item ${identifier} of the Internet Archive has no such song`);
    return { item, identifier, file };
  }
}

/** Of the picture that belongs to a song; undefined if the item has none. */
export function coverAddress(client: ArchiveClient, item: Item, song: ItemFile): string | undefined {
  const picture = coverFileOf(item, song, maxCoverBytes);
  return picture && client.address(item.metadata?.identifier ?? '', picture);
}

/** The index has no song titles: search the artist's items, with those that name the song or album first. */
function queryOf({ title, artists, album }: SearchTarget, keyword: string): string {
  const [artist = ''] = artists;
  if (artist === '') return phrase(keyword);
  const named = [title, album ?? ''].filter((words) => words !== '').map((words) => `title:${phrase(words)}^2`);
  return [`creator:${phrase(artist)}`, ...named.map((words) => `(creator:${phrase(artist)} AND ${words})`)].join(' OR ');
}

/** Quoted, so that nothing in it is an operator. */
function phrase(words: string): string {
  return `"${words.replace(/["\\]/g, ' ').trim()}"`;
}
