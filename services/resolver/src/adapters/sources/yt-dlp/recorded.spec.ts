import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isSong, toHit, toTrack } from './entries.js';
import { failureOf } from './failures.js';
import { entryShape, listShape } from './wire.js';

// Real here: output recorded from yt-dlp 2023.03.04 and 2025.01.26 under fixtures/ (behaviour 202).
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const songsOf = (name: string) => listShape.parse(recorded(name), name).entries.filter(isSong).map(toTrack);
const shown = (name: string) =>
  songsOf(name).map((track) => [track.remoteId, track.name, track.artists.map((artist) => artist.name).join('|'), track.durationMs]);

describe('when yt-dlp lists what it found', () => {
  it('reads artist and title of uploads, and skips broadcasts', () => {
    expect(shown('ytsearch-flat.json')).toEqual([
      ['AAAAAAAAAA1', 'Harbour Lights', 'Low Tide Collective', 215_000],
      ['-AAAAAAAAA2', 'Harbour Lights', 'Low Tide Collective', 216_000],
      ['AAAAAAAAAA3', 'Harbour Lights (Live at the Pier) 1 hour loop', 'Low Tide Collective', 3_731_000],
    ]);
  });

  it('uses the uploader as artist where the title names none', () => {
    expect(shown('scsearch-flat.json')).toEqual([
      ['1000000001', 'Harbour Lights', 'Low Tide Collective', 215_437],
      ['1000000002', 'Harbour Lights (Night Mix)', 'Low Tide Collective', 402_118],
      ['1000000003', 'Harbour Lights', 'Various Artists', 198_000],
      ['1000000004', 'Harbour Lights', 'Paid Label', 240_900],
    ]);
  });

  it('reads an empty result without a fault', () => {
    expect(shown('scsearch-empty.json')).toEqual([]);
  });
});

describe('when yt-dlp describes one song', () => {
  const lines = (name: string) =>
    recorded(name)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => entryShape.parse(line, name));

  it('prefers the credits of a release to the title of the upload', () => {
    const [track] = lines('youtube-music-album.ndjson').map(toTrack);
    expect(track).toMatchObject({
      remoteId: 'VcG1DZ4IlPg',
      name: 'Cold Burn',
      album: 'The Long Road North',
      durationMs: 581_000,
      year: 2022,
    });
    expect(track?.artists.map(({ name }) => name).slice(0, 2)).toEqual(['Cult of Luna', 'Johannes Persson']);
  });

  it('reads uploads that have nothing but a title', () => {
    for (const entry of lines('youtube-playlist-no-music-metadata.ndjson')) {
      const track = toTrack(entry);
      expect(track.name).not.toBe('');
      expect(track.artists).toHaveLength(1);
    }
  });

  it('distinguishes a whole song from a clip', () => {
    const text = recorded('soundcloud-track.json');
    expect(toHit(entryShape.parse(text, 'x'))).toMatchObject({ trial: false, audio: { ext: 'mp3', bitrate: 128_000 } });
    const clips = text.replace(/"format_id": "(\w+)"/g, '"format_id": "$1_preview"');
    expect(toHit(entryShape.parse(clips, 'x')).trial).toBe(true);
  });

  it('describes a plain file by its name alone', () => {
    expect(toTrack(entryShape.parse(recorded('generic-direct-file.json'), 'x'))).toMatchObject({
      name: 'A_Song',
      artists: [],
      durationMs: undefined,
    });
  });
});

describe('when yt-dlp fails', () => {
  const failed = (stderr: string, exitCode: number | null = 1) => failureOf('youtube', { exitCode, stdout: '', stderr });

  it.each([
    ['error-bad-option.stderr.txt', 2, 'unsupported'],
    ['error-geo-restricted.stderr.txt', 1, 'not_found'],
    ['error-http-404.stderr.txt', 1, 'not_found'],
  ])('classifies %s with exit code %p: %s', (name, exitCode, code) => {
    expect(failed(recorded(name), exitCode)).toMatchObject({ code });
  });

  it.each([
    ['ERROR: [youtube] x: Sign in to confirm you’re not a bot. This helps protect our community', 'rate_limited'],
    ['ERROR: Unable to download webpage: HTTP Error 429: Too Many Requests (caused by <HTTPError 429>)', 'rate_limited'],
    ['ERROR: Unable to download webpage: HTTP Error 502: Bad Gateway', 'unavailable'],
    ['ERROR: [youtube] x: Video unavailable. This video has been removed by the uploader', 'not_found'],
    ['ERROR: [soundcloud] x: Requested format is not available. Use --list-formats', 'not_found'],
    ['ERROR: [x] This video is DRM protected', 'permission_denied'],
    ['ERROR: unable to download video data: HTTP Error 403: Forbidden', 'unavailable'],
    ['ERROR: unable to write data: [Errno 28] No space left on device', 'disk_full'],
    ['ERROR: <urlopen error timed out>', 'unavailable'],
    ['ERROR: The read operation timed out', 'timeout'],
    ['ERROR: [youtube] x: Unable to extract uploader id; please report this issue', 'unavailable'],
    ['', 'unavailable'],
  ])('classifies %p: %s', (stderr, code) => {
    expect(failed(stderr)).toMatchObject({ code });
  });

  it('keeps the last reason when warnings precede it, and no media address', () => {
    const fault = failed(`WARNING: HTTP Error 404\n${'x'.repeat(9000)}\nERROR: HTTP Error 503 at https://media.example/a?sig=hush\n`);
    expect(fault).toMatchObject({ code: 'unavailable' });
    expect(`${fault?.message} ${fault?.cause}`).not.toContain('hush');
  });
});
