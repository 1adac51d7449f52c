import { resolverStoriesV1 as wire } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { RefusedFile } from '../../core/choices/choices.js';
import { noProgress } from '../../core/downloads/model.js';
import type { ChosenRecording, RecordedSearch } from '../../core/ranking/recorded-search.js';
import { describedTrack } from '../../core/sources/described.js';
import type { SongStory } from '../../core/stories/song-stories.js';
import { toDownload, toQuarantinedFile } from './download-messages.js';
import { toTrack } from './messages.js';
import { toDecision } from './ranking-messages.js';
import { toManualMatch, toTrial } from './resolve-messages.js';

/** Maps stories of songs to messages. Nothing else knows both. */

const outcomes = enumWords(wire.SearchOutcome, 'SEARCH_OUTCOME_');

export function toStory({ searches, downloads, match, refused, quarantined }: SongStory): wire.GetSongStoryResponse {
  const byId = new Map(downloads.map((download) => [download.id, download]));
  return {
    searches: searches.map(toSearch),
    downloads: downloads.map((record) => toDownload({ record, progress: noProgress })),
    match: match && toManualMatch(match),
    refused: refused.map(toRefused),
    quarantined: quarantined.map((file) => toQuarantinedFile({ file, download: byId.get(file.downloadId) })),
  };
}

function toSearch({ endedAt, decision, result }: RecordedSearch): wire.SongSearch {
  return {
    endedAt: new Date(endedAt).toISOString(),
    decision: decision && toDecision(decision),
    outcome: outcomes.numberOf(result?.outcome),
    trials: result?.trials.map(toTrial) ?? [],
    chosen: result?.chosen && toChosen(result.chosen),
    source: result?.chosen?.source ?? '',
    manual: result?.manual ?? false,
  };
}

function toChosen({ remoteId, title: name, artists, album, match, ...file }: ChosenRecording): NonNullable<wire.SongSearch['chosen']> {
  const { ext = '', fileSizeBytes = 0, bitrate = 0, sampleRate = 0, bitDepth = 0, durationMs = 0, quality: qualityLabel } = file;
  const named = artists.map((artist) => ({ remoteId: undefined, name: artist }));
  return {
    track: toTrack(describedTrack({ remoteId, name, artists: named, album, durationMs })),
    fetchKey: '',
    ...{ ext, fileSizeBytes, bitrate, sampleRate, bitDepth, durationMs, qualityLabel },
    match: { ...match, priority: match.priority ?? 0 },
  };
}

const toRefused = ({ source, remoteId, sha256, reason, refusedAt }: RefusedFile): wire.RefusedFile => {
  return { source, remoteId, sha256, reason, refusedAt: new Date(refusedAt).toISOString() };
};
