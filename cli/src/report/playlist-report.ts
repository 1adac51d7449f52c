import type { PlaylistFileRead, PlaylistReport } from '../clients/job-order.js';
import { table, wholeSentences } from './table.js';

/** One line of a playlist file, or one list in it, after the job. */
interface ReportedLine {
  /** Undefined for a list of songs. */
  readonly line: number | undefined;
  readonly text: string;
  /** Such as `playlist of qq`; empty if it was not understood. */
  readonly recognisedAs: string;
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  /** The catalogue did not have the playlist before. */
  readonly added: boolean;
  readonly songs: number;
  /** Why it could not be used; empty if it could. */
  readonly failed: string;
}

/** What a playlist file came to, line by line. */
export interface PlaylistFileReport {
  readonly name: string;
  /** What it was recognised as. */
  readonly form: string;
  readonly lines: readonly ReportedLine[];
}

const keyOf = (playlist: { platform: string; remoteId: string } | undefined): string =>
  playlist === undefined ? '' : `${playlist.platform}\n${playlist.remoteId}`;

/** @param outcomes of the job; without one, nothing was added yet */
export function playlistFileReport(
  name: string,
  { form, entries }: PlaylistFileRead,
  outcomes: readonly PlaylistReport[] | undefined,
): PlaylistFileReport {
  const byKey = new Map((outcomes ?? []).map((outcome) => [keyOf(outcome.playlist), outcome]));
  const lines = entries.map(({ line, text, playlist, songs, reason, known }): ReportedLine => {
    const outcome = byKey.get(keyOf(playlist));
    const { platform = '', remoteId = '' } = playlist ?? {};
    const failed = reason || outcome?.failed || '';
    const isUsed = playlist !== undefined && failed === '';
    const recognisedAs = playlist === undefined ? '' : line === 0 ? 'songs in the file' : `playlist of ${platform}`;
    const about = {
      recognisedAs,
      platform,
      remoteId,
      name: outcome?.name ?? '',
      added: outcomes !== undefined && isUsed && !known,
      failed,
    };
    return { line: line === 0 ? undefined : line, text, ...about, songs: isUsed ? (outcome?.songs ?? songs) : 0 };
  });
  return { name, form, lines };
}

/** Whether there were playlists and none could be used. */
export function allFailed({ lines }: PlaylistFileReport): boolean {
  const playlists = lines.filter(({ recognisedAs }) => recognisedAs !== '');
  return playlists.length > 0 && playlists.every(({ failed }) => failed !== '');
}

export function playlistReportLines({ name, form, lines }: PlaylistFileReport): string[] {
  const rows = lines.map(({ line, text, recognisedAs, name: title, added, songs, failed }) => [
    line === undefined ? '-' : String(line),
    recognisedAs || '-',
    title || text,
    added ? 'yes' : 'no',
    failed === '' ? String(songs) : '-',
    failed,
  ]);
  return [
    `${name} was read as ${form}`,
    ...table([['LINE', 'RECOGNISED AS', 'NAME', 'ADDED', 'SONGS', 'FAILED'], ...rows], wholeSentences),
  ];
}
