import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: two processes of the command, each with a home of its own, and one database between them.
const running = new Set<CommandProcess>();
let db: string;

function serve(): CommandProcess {
  const home = temporaryFolder();
  const envFile = join(home, 'my.env');
  writeFileSync(envFile, `ROOT_DIR=${home}\nSTART_RUNNER=true\n`);
  const command = startCatalogsync(['serve', '--db', db, '--env-file', envFile, '--host', '127.0.0.1', '--port', '0']);
  running.add(command);
  command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}

const address = async (command: CommandProcess): Promise<string> =>
  String((await command.waitFor(/^orchestrator: (http:\/\/127\.0\.0\.1:\d+)/m))[1]);

beforeAll(async () => {
  // Built now, so that nobody has to build, nor says so, below.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  db = join(temporaryFolder(), 'catalogsync.db');
}, 120_000);

afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  removeFolders();
});

describe('when a second orchestrator is started on a database', () => {
  it('it refuses with one clear line, and the first one goes on; it takes over once that one was killed', async () => {
    const first = serve();
    const web = await address(first);
    const { code, stdout, stderr } = await serve().ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
    expect(stderr).toContain(db);
    expect((await fetch(`${web}/healthz`)).status).toBe(200);
    first.child.kill('SIGKILL');
    await first.ended;
    expect((await fetch(`${await address(serve())}/healthz`)).status).toBe(200);
  }, 60_000);
});
