import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { requireProgram } from './programs.js';
import { readSystemCalls } from './system-calls.js';

describe('when a trace of system calls is read', () => {
  it('names the file of a descriptor, and both of a link or rename', () => {
    const calls = readSystemCalls(
      [
        '10 openat(AT_FDCWD</>, "/a/b", O_RDONLY|O_CLOEXEC) = 3</a/b>',
        '10 fsync(3</a/b>) = 0',
        '11 link("/a/copy", "/a/song") = 0',
        '11 renameat2(AT_FDCWD</home>, "x", AT_FDCWD</home>, "y", RENAME_NOREPLACE) = 0',
      ].join('\n'),
    );
    expect(calls.map(({ name, paths, result }) => [name, paths, result])).toEqual([
      ['openat', ['/a/b'], 3],
      ['fsync', ['/a/b'], 0],
      ['link', ['/a/copy', '/a/song'], 0],
      ['renameat2', ['/home/x', '/home/y'], 0],
    ]);
  });

  it('joins a call that others interrupted, and knows which calls overlapped', () => {
    const [inner, outer] = readSystemCalls(
      ['10 fsync(3</a> <unfinished ...>', '11 fsync(4</b>) = 0', '10 <... fsync resumed>) = 0', '10 +++ exited with 0 +++'].join('\n'),
    );
    expect([inner?.paths, outer?.paths]).toEqual([['/b'], ['/a']]);
    expect([(outer?.begin ?? 0) < (inner?.begin ?? 0), (inner?.end ?? 0) < (outer?.end ?? 0)]).toEqual([true, true]);
  });

  it('keeps failures, and leaves out what never returned, signals and exits', () => {
    const calls = readSystemCalls(
      [
        '10 link("/a", "/b") = -1 EEXIST (File exists)',
        '10 --- SIGINT {si_signo=SIGINT} ---',
        '11 fsync(3</a> <unfinished ...>',
        '11 +++ killed by SIGKILL +++',
        '12 <... write resumed>) = 3',
        '13 exit_group(0) = ?',
      ].join('\n'),
    );
    expect(calls.map(({ name, result }) => [name, result])).toEqual([['link', -1]]);
  });

  it('reads names in other scripts, with quotes, brackets and line breaks', () => {
    const [call] = readSystemCalls('10 unlink("/m/\\345\\221\\250 \\"a\\" > (1)\\n\\\\.mp3") = 0');
    expect(call?.paths).toEqual(['/m/周 "a" > (1)\n\\.mp3']);
    expect(readSystemCalls('10 fsync(3</m/\\345\\221\\250 (1)>) = 0')[0]?.paths).toEqual(['/m/周 (1)']);
  });

  it('takes what is written for data, not for a path', () => {
    const [call] = readSystemCalls('10 pwrite64(20</h/c.db-wal>, "row of qq/a/b.mp3"..., 4096, 56) = 4096');
    expect([call?.paths, call?.args.includes('qq/a/b.mp3')]).toEqual([['/h/c.db-wal'], true]);
  });
});

(requireProgram('strace', '-V') ? describe : describe.skip)('when strace traces a program', () => {
  it('its trace is understood', () => {
    const folder = mkdtempSync(join(tmpdir(), 'strace-'));
    try {
      const trace = join(folder, 'trace');
      const script = 'echo hello > "a b" && sync "a b" && mv "a b" 周';
      execFileSync('strace', ['-f', '--decode-fds=path', '-e', 'trace=fsync,rename,renameat,renameat2', '-o', trace, 'sh', '-c', script], {
        cwd: folder,
      });
      const calls = readSystemCalls(readFileSync(trace, 'utf8')).filter(({ result }) => result === 0);
      expect(calls.map(({ paths }) => paths)).toEqual([[join(folder, 'a b')], [join(folder, 'a b'), join(folder, '周')]]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
