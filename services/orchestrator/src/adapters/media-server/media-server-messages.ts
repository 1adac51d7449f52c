import { mediaServerV1 as serverWire, mediaServerPlaylistsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { ServerCheck, ServerCheckResult } from '../../core/console/media-servers.js';
import type { MirrorMode, MirrorResult, ServerTrack, TrackChange, WantedSong } from '../../core/media-server/media-server-peer.js';

export function modeMessage(mode: MirrorMode): wire.ChangeMode {
  switch (mode) {
    case 'reconcile':
      return wire.ChangeMode.CHANGE_MODE_RECONCILE;
    case 'append':
      return wire.ChangeMode.CHANGE_MODE_APPEND;
    case 'replace':
      return wire.ChangeMode.CHANGE_MODE_REPLACE;
  }
}

export function songMessage({ id, album = '', durationMs = 0, isrc = '', ...song }: WantedSong): wire.WantedSong {
  const { title, artists, locators, otherTitles } = song;
  const lists = { artists: [...artists], locators: [...locators], otherTitles: [...otherTitles] };
  return { songId: String(id), title, album, durationMs, isrc, ...lists };
}

/** Empty texts and 0 mean unknown. */
export function toTrack({ id, title, artists, album, durationMs, isrc, locator }: wire.Track): ServerTrack {
  const known = { album: album || undefined, durationMs: durationMs || undefined, isrc: isrc || undefined, locator: locator || undefined };
  return { id, title, artists, ...known };
}

/** @throws Fault `data_corrupt` */
export function toResult({ playlistId, created, change, unmatched }: wire.MirrorResult): MirrorResult {
  const { added = 0, moved = 0, removed = 0, trackCount = 0, applied = false, tracks = [] } = change ?? {};
  const counts = { added, moved, removed, trackCount, applied };
  return { remoteId: playlistId, created, ...counts, changes: tracks.flatMap(toChange), unmatched: unmatched.map(songIdOf) };
}

function toChange({ kind, track, position }: wire.TrackChange): TrackChange[] {
  const word = kinds[kind];
  return word === undefined || track === undefined ? [] : [{ kind: word, track: toTrack(track), position }];
}

const kinds: Partial<Readonly<Record<wire.TrackChangeKind, TrackChange['kind']>>> = {
  [wire.TrackChangeKind.TRACK_CHANGE_KIND_ADDED]: 'added',
  [wire.TrackChangeKind.TRACK_CHANGE_KIND_MOVED]: 'moved',
  [wire.TrackChangeKind.TRACK_CHANGE_KIND_REMOVED]: 'removed',
};

/** The service gives back the names that it was given. */
function songIdOf(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id)) throw new Fault('data_corrupt', `media-server: "${text}" is no song`);
  return id;
}

/** A result that only a newer service knows counts as failed. */
export function toCheck({ what, result, detail, hint }: serverWire.Check): ServerCheck {
  return { what, result: checkResults[result] ?? 'failed', detail, hint: hint || undefined };
}

const checkResults: Partial<Readonly<Record<serverWire.CheckResult, ServerCheckResult>>> = {
  [serverWire.CheckResult.CHECK_RESULT_WORKS]: 'works',
  [serverWire.CheckResult.CHECK_RESULT_OFFERED]: 'offered',
  [serverWire.CheckResult.CHECK_RESULT_UNSUPPORTED]: 'unsupported',
};
