import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { audioBytes, requireProgram, SubsonicEmulator, writeAudio } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import { FileContentsReader } from '../src/adapters/audio-files/contents/file-contents-reader.js';
import { named } from '../src/adapters/sources/source-definition.js';
import { subsonic } from '../src/adapters/sources/subsonic/definition.js';
import { TagLibFileTagger } from '../src/adapters/tagging/taglib-file-tagger.js';
import { coverOf } from '../src/core/sources/companions.js';
import { DownloadWorld, wish } from './download-world.js';
import { LibraryUnderTest, never } from './library-under-test.js';

// Real here: the engine, SQLite, files, HTTP, TagLib; read back by music-metadata and ffprobe. Servers are emulated.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const run = promisify(execFile);
const timed = [
  [1000, '窗外的麻雀'],
  [5000, '在电线杆上多嘴'],
] as const;
const lrc = '[00:01.00]窗外的麻雀\n[00:05.00]在电线杆上多嘴';
/** ID3v2.4, sections 3.1 and 4: sizes use seven bits per byte. */
const synchsafe = (size: number): Buffer => Buffer.from([(size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127]);
const id3Frame = (id: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(id), synchsafe(body.length), Buffer.alloc(2), body]);
const id3Tag = (...frames: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('ID3\x04\0\0'), synchsafe(Buffer.concat(frames).length), ...frames]);
let folder: string;
let cover: Buffer;
let mp3: Buffer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'companions-'));
  const file = join(folder, 'cover.png');
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1', file]);
  cover = await readFile(file);
  mp3 = await audioBytes({ ext: 'mp3', duration: 3 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

suite('when a song is downloaded from a server that has its lyrics and cover (behaviour 61)', () => {
  let world: DownloadWorld;
  let emulator: SubsonicEmulator;
  afterEach(async () => {
    await world.dispose();
    await emulator.server.stop();
  });
  const begin = async (settings: Record<string, string> = {}) => {
    const song = { id: 's1', title: '七里香', artist: '周杰伦', album: 'B', duration: 3, suffix: 'mp3', bytes: mp3, lyrics: timed, cover };
    emulator = await SubsonicEmulator.start([song]);
    world = new DownloadWorld(settings);
    const { user, password } = emulator.state;
    const login = { SUBSONIC_URL: emulator.server.url, SUBSONIC_USER: user, SUBSONIC_PASSWORD: password, SUBSONIC_AUTH: 'token' } as const;
    world.others.push(named(subsonic, subsonic.open(login, { http: world.http })));
    await world.start();
  };

  it('gets tags, cover and `.lrc`', async () => {
    await begin();
    const { record } = await world.fetch(wish('七里香', { album: 'Common Jasmine', genre: 'Pop', trackNumber: 3 }));
    const { path, lyricsPath } = record.file!;
    expect(await readFile(lyricsPath!, 'utf8')).toBe(`${lrc}\n`);
    const { common } = await parseFile(path);
    expect(common).toMatchObject({ album: 'Common Jasmine', genre: ['Pop'], year: 2004, track: { no: 3 } });
    expect(Buffer.from(common.picture?.[0]?.data ?? []).equals(cover)).toBe(true);
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name,width', '-of', 'csv=p=0', path]);
    expect(stdout).toContain('png,32');
  });

  it('succeeds without them when the server fails to return them, and gets no lyrics when LYRICS is off', async () => {
    await begin();
    await emulator.server.fail('wrong_shape', { matching: /Lyrics|CoverArt/ });
    const { record } = await world.fetch(wish('七里香'));
    expect(record).toMatchObject({ state: 'succeeded', file: { tagged: true, lyricsPath: undefined } });
    await world.dispose();
    await emulator.server.stop();
    await begin({ LYRICS: 'off' });
    expect((await world.fetch(wish('七里香'))).record.file?.lyricsPath).toBeUndefined();
    expect(emulator.server.requests.filter(({ path }) => path.includes('Lyrics'))).toEqual([]);
  });
});

suite('when the library has lyrics and covers', () => {
  const under = new LibraryUnderTest();
  beforeAll(async () => {
    await under.open();
    await writeAudio(join(under.music, 'a/01 Beside.mp3'), { tags: { title: 'Beside' }, frequency: 300 });
    await writeAudio(join(under.music, 'b/02 Within.flac'), { tags: { title: 'Within' }, frequency: 400 });
    await writeAudio(join(under.music, 'c/03 Bare.mp3'), { tags: { title: 'Bare' }, frequency: 500 });
    await writeFile(join(under.music, 'a/01 BESIDE.LRC'), lrc);
    await writeFile(join(under.music, 'a/Folder.PNG'), cover);
    const sung = ['-metadata', 'LYRICS=[00:01.00]la\n[00:02.00]le', '-metadata', 'title=Sung'];
    const tone = ['-f', 'lavfi', '-i', 'sine=frequency=600:duration=1'];
    await run('ffmpeg', ['-v', 'error', ...tone, ...sung, join(under.music, 'a/04 Sung.flac')]);
    // ID3v2.4, sections 4.8 and 4.9: encoding UTF-8, language, no description; timestamps in milliseconds.
    const plain = id3Frame('USLT', Buffer.from('\x03eng\0la\nle'));
    const stamped = id3Frame('SYLT', Buffer.from('\x03eng\x02\x01\0la\0\0\0\x03\xe8le\0\0\0\x07\xd0', 'latin1'));
    await writeFile(join(under.music, 'a/05 Plain.mp3'), Buffer.concat([id3Tag(plain), mp3]));
    await writeFile(
      join(under.music, 'a/06 Timed.mp3'),
      Buffer.concat([id3Tag(plain, stamped), await audioBytes({ ext: 'mp3', frequency: 700 })]),
    );
    const tagger = new TagLibFileTagger(new FileContentsReader(), () => undefined);
    const companions = { lyrics: undefined, cover: coverOf(cover), coverIsOwn: true };
    await tagger.tag(join(under.music, 'b/02 Within.flac'), wish('Within').target, companions, never);
    await under.scan();
  });
  afterAll(() => under.close());

  it('returns what lies next to a file and what is embedded in it', async () => {
    const { lyrics, covers } = under.source;
    const [beside, within, bare] = await Promise.all(
      ['a/01 Beside.mp3', 'b/02 Within.flac', 'c/03 Bare.mp3'].map((path) => under.idOf(path)),
    );
    expect(await lyrics!.lyrics(beside!, never)).toBe(lrc);
    expect(await lyrics!.lyrics(within!, never)).toBeUndefined();
    expect(await lyrics!.lyrics(await under.idOf('a/04 Sung.flac'), never)).toBe('[00:01.00]la\n[00:02.00]le');
    expect(await lyrics!.lyrics(await under.idOf('a/05 Plain.mp3'), never)).toBe('la\nle');
    expect(await lyrics!.lyrics(await under.idOf('a/06 Timed.mp3'), never)).toBe('[00:01.00]la\n[00:02.00]le');
    expect(Buffer.from((await covers!.cover(beside!, never)) ?? []).equals(cover)).toBe(true);
    expect(Buffer.from((await covers!.cover(within!, never)) ?? []).equals(cover)).toBe(true);
    expect(await covers!.cover(bare!, never)).toBeUndefined();
    expect(await lyrics!.lyrics('no such track', never)).toBeUndefined();
  });

  it('returns nothing for a file that is gone', async () => {
    const id = await under.idOf('c/03 Bare.mp3');
    await rm(dirname(join(under.music, 'c/03 Bare.mp3')), { recursive: true });
    expect([await under.source.lyrics!.lyrics(id, never), await under.source.covers!.cover(id, never)]).toEqual([undefined, undefined]);
  });
});
