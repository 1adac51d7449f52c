import { until } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { runProcess } from './supervised-process.js';

// Real here: processes of /bin/sh and their groups.
const lines: string[] = [];
const run = (script: string, more: Partial<Parameters<typeof runProcess>[0]> = {}) =>
  runProcess({
    program: '/bin/sh',
    args: ['-c', script],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    idleTimeoutMs: 10_000,
    totalTimeoutMs: 20_000,
    graceMs: 50,
    maxOutputBytes: 1_000_000,
    signal: new AbortController().signal,
    ...more,
  });
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process.
    return false;
  }
};

describe('when a program runs to its end', () => {
  it('returns what it printed and how it ended', async () => {
    expect(await run('echo 歌; echo no >&2; exit 3')).toEqual({ exitCode: 3, stdout: '歌\n', stderr: 'no\n' });
    expect(await run('kill -9 $$')).toMatchObject({ exitCode: null });
  });

  it('reports lines as they arrive, including a last one without a line end', async () => {
    lines.splice(0);
    const outcome = await run("printf 'a\\r\\nb\\n歌'", { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['a', 'b', '歌']);
    expect(outcome.stdout).toBe('');
  });

  it('keeps only the end of a flood of warnings', async () => {
    const { stderr } = await run(
      'i=0; while [ $i -lt 3000 ]; do echo "warning number $i of many" >&2; i=$((i+1)); done; echo "ERROR: last" >&2',
    );
    expect(stderr.length).toBeLessThanOrEqual(16 * 1024);
    expect(stderr.endsWith('ERROR: last\n')).toBe(true);
  });

  it('passes on no environment variables but those given', async () => {
    process.env.CATALOGSYNC_TEST_SECRET = 'hush';
    try {
      expect((await run('env')).stdout).not.toContain('hush');
    } finally {
      delete process.env.CATALOGSYNC_TEST_SECRET;
    }
  });

  it('kills children that outlive it', async () => {
    const { stdout } = await run('sleep 600 & echo $!');
    // A killed process stays in the process table until its new parent reaps it.
    await until(() => !isAlive(Number(stdout)));
  });
});

describe('when a program has to be stopped', () => {
  it.each<[string, string, Partial<Parameters<typeof runProcess>[0]>, string]>([
    ['prints nothing', 'sleep 600', { idleTimeoutMs: 100 }, 'timeout'],
    ['takes too long although it prints', 'while :; do echo x; sleep 0.02; done', { totalTimeoutMs: 200 }, 'timeout'],
    ['prints too much', 'while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done', { maxOutputBytes: 10_000 }, 'data_corrupt'],
    ['prints a line without an end', 'while :; do printf xxxxxxxxxxxxxxxxxxxxxx; done', { onLine: () => undefined }, 'data_corrupt'],
    ['ignores SIGTERM', "trap '' TERM; while :; do sleep 0.05; done", { idleTimeoutMs: 100 }, 'timeout'],
  ])('ends the whole group if it %s', async (_why, script, more, code) => {
    await expect(run(script, more)).rejects.toMatchObject({ code });
  });

  it('stops it when its caller leaves, and does not start it for one who has left', async () => {
    const controller = new AbortController();
    const failure = expect(run('sleep 600', { signal: controller.signal })).rejects.toMatchObject({ code: 'canceled' });
    controller.abort();
    await failure;
    await expect(run('echo x', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'canceled' });
  });

  it('reports a program that is not installed', async () => {
    await expect(run('', { program: 'no-such-program-anywhere' })).rejects.toMatchObject({ code: 'failed_precondition' });
  });
});
