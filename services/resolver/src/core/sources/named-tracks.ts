import { toFault } from '@catalogsync/faults';
import { describedTrack } from './described.js';
import type { Page, Source } from './source.js';
import type { SourceTrack } from './source-track.js';

/** Names asked for in one page: each takes a second or two. */
const mostPerPage = 10;

/** The page with names for tracks that are called by their ids, as far as the expert knows and answers. The list is whole without them. */
export async function namedTracks(
  platform: string,
  page: Page<SourceTrack>,
  { name: source, identifier }: Source,
  signal: AbortSignal,
): Promise<Page<SourceTrack>> {
  const byId = new Map(page.items.filter(({ name, remoteId }) => name === remoteId).map((track) => [track.remoteId, track]));
  const nameless = [...byId.values()].slice(0, mostPerPage);
  if (nameless.length === 0 || identifier === undefined) return page;
  const named = new Map<string, SourceTrack>();
  const notices: string[] = [];
  try {
    for (const track of nameless) {
      const song = { ...track, platform, title: track.name, artists: [] };
      const facts = await identifier.identifyRecording(song, signal);
      if (facts === undefined) continue;
      const { title: name, otherTitles: otherNames, isrcs, durationMs } = facts;
      const artists = facts.artists.map((artist) => ({ remoteId: undefined, name: artist.name }));
      named.set(track.remoteId, describedTrack({ ...track, name, otherNames, artists, isrc: isrcs[0], durationMs }));
    }
  } catch (error) {
    const fault = toFault(error);
    if (signal.aborted) throw fault;
    notices.push(`${source} gave no names for entries without one: ${fault.message}`);
  }
  return {
    ...page,
    items: page.items.map((track) => named.get(track.remoteId) ?? track),
    notices: [...(page.notices ?? []), ...notices],
  };
}
