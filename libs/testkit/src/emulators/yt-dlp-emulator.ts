import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the program does instead of its work. */
export type YtDlpFault =
  | 'hang'
  | 'missing'
  | 'garbage'
  | 'silent'
  | 'endless'
  | 'killed'
  | 'crash'
  | 'bot_check'
  | 'too_often'
  | 'gone'
  | 'protected'
  | 'refused'
  | 'bad_option'
  | 'lies';

export interface EmulatedUpload {
  readonly id: string;
  readonly title: string;
  readonly channel: string;
  /** Seconds. */
  readonly duration: number;
  readonly ext: string;
  readonly bytes: Buffer;
}

const messages: Readonly<Partial<Record<YtDlpFault, string>>> = {
  crash: 'Traceback (most recent call last): somewhere',
  bot_check: "ERROR: [youtube] x: Sign in to confirm you're not a bot",
  too_often: 'ERROR: [youtube] x: Unable to download API page: HTTP Error 429: Too Many Requests',
  gone: 'ERROR: [youtube] x: Private video. Sign in if you have been granted access',
  protected: 'ERROR: [soundcloud] x: This video is DRM protected',
  refused: 'ERROR: [generic] None: Unable to download webpage: <urlopen error [Errno 111] Connection refused>',
  bad_option: 'yt-dlp: error: no such option: --new',
};

/**
 * A program that takes the place of yt-dlp: it reads the same arguments, prints what the real one prints
 * (`--version`, `-J` of searches, songs and playlists, downloads with progress), and misbehaves on command:
 * while it hangs it ignores SIGTERM and has a child of its own.
 */
export class YtDlpEmulator {
  private constructor(
    private readonly folder: string,
    private readonly uploads: readonly EmulatedUpload[],
    private readonly playlists: Readonly<Record<string, readonly string[]>>,
  ) {}

  /** @param playlists ids by address */
  static async start(
    uploads: readonly EmulatedUpload[],
    playlists: Readonly<Record<string, readonly string[]>> = {},
  ): Promise<YtDlpEmulator> {
    const folder = await mkdtemp(join(tmpdir(), 'yt-dlp-'));
    const emulator = new YtDlpEmulator(folder, uploads, playlists);
    await writeFile(join(folder, 'program.mjs'), program);
    await emulator.plan(undefined);
    return emulator;
  }

  /** To be run instead of yt-dlp. */
  get program(): string {
    return join(this.folder, 'yt-dlp');
  }

  async fail(fault: YtDlpFault): Promise<void> {
    await this.plan(fault);
  }

  async heal(): Promise<void> {
    await this.plan(undefined);
  }

  /** Processes of it, and of its children, that are alive. */
  async running(): Promise<number> {
    const pids = await readFile(join(this.folder, 'pids'), 'utf8').catch(() => '');
    return pids.split('\n').filter((pid) => pid !== '' && isAlive(Number(pid))).length;
  }

  /** The arguments of every run so far. */
  async runs(): Promise<string[][]> {
    const lines = await readFile(join(this.folder, 'runs'), 'utf8').catch(() => '');
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as string[]);
  }

  async stop(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async plan(fault: YtDlpFault | undefined): Promise<void> {
    const uploads = this.uploads.map(({ bytes, ...upload }) => ({ ...upload, content: bytes.toString('base64') }));
    const { playlists } = this;
    await writeFile(
      join(this.folder, 'plan.json'),
      JSON.stringify({ fault, message: fault === undefined ? '' : messages[fault], uploads, playlists }),
    );
    if (fault === 'missing') {
      await rm(this.program, { force: true });
      return;
    }
    await writeFile(this.program, `#!/bin/sh\nexec '${process.execPath}' '${this.folder}/program.mjs' "$@"\n`);
    await chmod(this.program, 0o755);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process is what a test waits for.
    return false;
  }
}

const program = `
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const here = import.meta.dirname;
const args = process.argv.slice(2);
appendFileSync(join(here, 'pids'), process.pid + '\\n');
appendFileSync(join(here, 'runs'), JSON.stringify(args) + '\\n');
const { fault, message, uploads, playlists } = JSON.parse(readFileSync(join(here, 'plan.json'), 'utf8'));
const say = (text) => process.stdout.write(text);
const entryOf = ({ content, ...upload }) => ({ _type: 'url', ...upload, live_status: null });
const end = (code, text) => { process.stderr.write(text + '\\n', () => process.exit(code)); };

function misbehave() {
  switch (fault) {
    case 'hang': {
      process.on('SIGTERM', () => undefined);
      const child = spawn('/bin/sleep', ['600'], { stdio: 'inherit' });
      appendFileSync(join(here, 'pids'), child.pid + '\\n');
      setInterval(() => undefined, 1000);
      return;
    }
    case 'garbage': return say('{"entries": [{"id": {}}], "title": 5}\\n[P] x|y|z\\n[F]\\n');
    case 'silent': return;
    case 'endless': {
      const pour = () => { while (process.stdout.write('x'.repeat(65536))); process.stdout.once('drain', pour); };
      process.stdout.on('error', () => process.exit(1));
      return pour();
    }
    case 'killed': return process.kill(process.pid, 'SIGKILL');
    case 'bad_option': return end(2, message);
    case 'lies': return say('[P] 5|5|NA\\n[F] /etc/passwd\\n');
    default: return end(1, message);
  }
}

function work() {
  if (args.includes('--version')) return say('2026.01.01\\n');
  const address = args[args.indexOf('--') + 1] ?? '';
  if (args.includes('-J')) return describe(address);
  const upload = uploads.find(({ id }) => address.endsWith(id));
  if (upload === undefined) return end(1, 'ERROR: [site] x: Video unavailable');
  const bytes = Buffer.from(upload.content, 'base64');
  if (bytes.length > Number(args[args.indexOf('--max-filesize') + 1])) return;
  process.stderr.write('WARNING: ' + 'noise '.repeat(20000) + '\\n');
  writeFileSync('track.' + upload.ext, bytes);
  say('[P] 10|' + bytes.length + '|NA\\n[P] ' + bytes.length + '|' + bytes.length + '|NA\\n[F] ' + process.cwd() + '/track.' + upload.ext + '\\n');
}

function describe(address) {
  const [, limit, words] = /^[a-z]+search(\\d+):(.*)$/.exec(address) ?? [];
  if (limit !== undefined) {
    const wanted = words.toLowerCase().split(' ');
    const found = uploads.filter(({ title, channel }) => wanted.every((word) => (title + ' ' + channel).toLowerCase().includes(word)));
    return say(JSON.stringify({ _type: 'playlist', id: words, title: words, entries: found.slice(0, Number(limit)).map(entryOf) }));
  }
  const ids = playlists[address];
  if (ids !== undefined) return say(JSON.stringify({ _type: 'playlist', title: address, entries: ids.map((id) => entryOf(uploads.find((one) => one.id === id))) }));
  const upload = uploads.find(({ id }) => address.endsWith(id));
  return upload === undefined ? end(1, 'ERROR: [site] x: Video unavailable') : say(JSON.stringify({ ...entryOf(upload), _type: 'video' }));
}

if (fault === undefined) work();
else misbehave();
`;
