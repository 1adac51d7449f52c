import { commandLine } from '@catalogsync/audit';
import { bindAudit } from '../src/audit.binding.js';
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { type Clock, type Installation, port, silentLogger, systemClock, text, wordList } from '@catalogsync/runtime';
import { growth } from '@catalogsync/runtime/testing';
import type { Database } from '@catalogsync/sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import fc from 'fast-check';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteRevisionStore } from '../src/adapters/sqlite/stores/config-revision-store.js';
import { readOrchestratorConfig } from '../src/config.js';
import { type BoundConfiguration, giveConsent } from '../src/configuration.binding.js';
import { boundConfigurationToken, ConfigurationModule } from '../src/configuration-rpc.module.js';
import { ownConsent } from '../src/core/configuration/consent.js';
import { describeRevisionStore } from '../src/core/configuration/revision-store.contract.js';

// Real here: files, SQLite, gRPC. No services are watched: apply-watch.spec.ts covers those.
const wire = configurationV1.ConfigurationServiceService;
const { DiffLine_Change: Change } = configurationV1;
const limits = { deadlineMs: 5000 };
const secret = 'hunter2-and-more';

let home: string;
let file: string;
let database: Database;
let bound: BoundConfiguration;
let server: RpcServer;
let client: RpcClient<typeof wire>;
let time: Clock;

/** Most tests change keys that anybody may. */
const work = { belongsTo: 'work' } as const;
const keys = {
  WEB_PORT: { ...port({ help: 'Port.', default: 8421 }), ...work },
  LIBRARY_DIR: text({ help: 'Library.', default: '/m', ...work }),
  PROGRAM: text({ help: 'What runs.', default: '' }),
  CONFIG_FILE: text({ help: 'Another name.', default: '' }),
  ACCESS_TOKENS: wordList({ help: 'Tokens.', default: [], secret: true }),
};
const installation = (): Installation => ({
  settingsFile: file,
  secretsFile: join(home, 'secrets.env'),
  sources: {
    groups: [
      { title: 'this installation', keys: { LIBRARY_DIR: keys.LIBRARY_DIR } },
      { title: 'orchestrator', service: 'orchestrator', keys: { WEB_PORT: keys.WEB_PORT } },
      { title: 'public-api', service: 'public-api', keys },
    ],
    derived: {},
    overrides: {},
    fixed: {},
  },
});

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'configuration-'));
  file = join(home, 'catalogsync.env');
  writeFileSync(file, '# mine\nWEB_PORT=8421\n', { mode: 0o640 });
  chmodSync(file, 0o640);
  writeFileSync(join(home, 'secrets.env'), `ACCESS_TOKENS=${secret}\n`, { mode: 0o600 });
  database = await openCatalogue(join(home, 'catalogsync.db'));
  const config = readOrchestratorConfig({ ROOT_DIR: home });
  time = systemClock;
  const context = { log: silentLogger(), clock: { now: () => time.now() }, installation: installation() };
  const address = `unix:${join(home, 'o.sock')}`;
  server = await startRpcServer({
    module: ConfigurationModule.register(config, context, database, bindAudit(database, systemClock, () => undefined).audit),
    definitions: { 'catalogsync.orchestrator.v1.ConfigurationService': wire },
    address,
    log: silentLogger(),
  });
  bound = server.app.get(boundConfigurationToken);
  client = createRpcClient(wire, { address, service: 'orchestrator' });
});
afterEach(async () => {
  client.close();
  await bound.watch.stop();
  await server.stop();
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

const current = (): string => readFileSync(file, 'utf8');
const save = async (contentText?: string, note = ''): Promise<configurationV1.Revision> =>
  (await client.saveRevision({ contentText, note }, limits)).revision!;
const apply = (revisionId: number) => client.applyRevision({ revisionId }, limits);
const list = async () => (await client.listRevisions({ pageSize: 0, pageToken: '' }, limits)).revisions;
const ask = <Row = Record<string, unknown>>(sql: string): Row[] => {
  const connection = new Connection(join(home, 'catalogsync.db'), { readonly: true });
  const rows = connection.prepare(sql).all() as Row[];
  connection.close();
  return rows;
};
const everythingStored = (): string =>
  ask<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'config%'")
    .flatMap(({ name }) => ask(`SELECT * FROM ${name}`))
    .map((row) => JSON.stringify(row))
    .join('\n');

describeRevisionStore('SQLite', async () => new SqliteRevisionStore(database));

describe('when the configuration is requested', () => {
  it('shows every key with value, origin, range and help, the text, and the running settings', async () => {
    const { filePath, contentText, settings, problems } = await bound.configuration.get();
    expect({ filePath, contentText, problems }).toEqual({ filePath: file, contentText: current(), problems: [] });
    const byKey = new Map(settings.map((setting) => [setting.name, setting]));
    expect(byKey.get('WEB_PORT')).toMatchObject({
      value: '8421',
      from: 'file',
      group: 'orchestrator',
      kind: 'port',
      range: '0 to 65535',
    });
    expect(byKey.get('LIBRARY_DIR')).toMatchObject({ value: '/m', from: 'default', help: 'Library.' });
    expect(byKey.get('ACCESS_TOKENS')).toMatchObject({ value: '********', from: 'file', secret: true });
    expect(bound.runtime).toMatchObject({ root_dir: home, env_file: file, web_port: '8421' });
  });

  it('masks a secret in the file, even in a comment, and reports its line and where it belongs (75)', async () => {
    writeFileSync(file, `WEB_PORT=1\n#ACCESS_TOKENS=${secret}\nACCESS_TOKENS = ${secret}\n`);
    const answer = await bound.configuration.get();
    expect(JSON.stringify(answer)).not.toContain(secret);
    expect(answer.contentText).toBe('WEB_PORT=1\n#ACCESS_TOKENS=********\nACCESS_TOKENS = ********\n');
    expect(answer.problems.map(({ key, line }) => [key, line])).toEqual([
      ['ACCESS_TOKENS', 2],
      ['ACCESS_TOKENS', 3],
    ]);
    expect(answer.problems.map(({ message }) => message)).toEqual([
      'ACCESS_TOKENS is a secret: it belongs in secrets.env (line 2)',
      'ACCESS_TOKENS is a secret: it belongs in secrets.env (line 3)',
    ]);
  });
});

describe('when a text is checked', () => {
  it('reports everything wrong at once, by line, and changes nothing', async () => {
    const contentText = `WEB_PORT=99999\nWEB_PROT=1\nLIBRARY_DIR=/a\nLIBRARY_DIR=/b\nACCESS_TOKEN=${secret}\n`;
    const problems = await bound.configuration.check(contentText);
    expect(problems.map(({ key, line }) => `${line} ${key}`)).toEqual([
      '1 WEB_PORT',
      '2 WEB_PROT',
      '4 LIBRARY_DIR',
      '5 ACCESS_TOKEN',
      '5 ACCESS_TOKEN',
    ]);
    expect(problems[1]?.message).toContain('WEB_PORT');
    expect(JSON.stringify(problems)).not.toContain(secret);
    expect(current()).toBe('# mine\nWEB_PORT=8421\n');
    expect(everythingStored()).toBe('');
  });
});

describe('when a revision is saved', () => {
  it('stores path, full text, SHA-256 and note, and returns its id (113)', async () => {
    const saved = await save(undefined, ' before the holidays ');
    const hash = createHash('sha256').update(current()).digest('hex');
    expect(saved).toMatchObject({ filePath: file, contentHash: hash, note: 'before the holidays', appliedAt: 0, inForce: true });
    expect(ask('SELECT id, file_path, content_text, content_hash, note FROM config_revisions')).toEqual([
      { id: saved.id, file_path: file, content_text: current(), content_hash: hash, note: 'before the holidays' },
    ]);
    expect((await client.getRevision({ revisionId: saved.id }, limits)).contentText).toBe(current());
  });

  it('keeps any text to the letter: byte order mark, line endings, Chinese', async () => {
    for (const contentText of ['\uFEFFWEB_PORT=1\r\nLIBRARY_DIR=/音乐\r\n', '', 'no end']) {
      const { id } = await save(contentText);
      expect((await client.getRevision({ revisionId: id }, limits)).contentText).toBe(contentText);
    }
  });

  it('lists newest first, in pages without gaps or repeats (114)', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 7; n++) ids.unshift((await save(`WEB_PORT=${n}\n`)).id);
    expect((await list()).map(({ id }) => id)).toEqual(ids);
    const paged: number[] = [];
    for (let pageToken = ''; ; ) {
      const page = await client.listRevisions({ pageSize: 3, pageToken }, limits);
      paged.push(...page.revisions.map(({ id }) => id));
      expect(page.revisions.length).toBeLessThanOrEqual(3);
      pageToken = page.nextPageToken;
      if (pageToken === '') break;
    }
    expect(paged).toEqual(ids);
  });

  it.each([
    ['a secret', `ACCESS_TOKENS=${secret}\n`],
    ['a secret in a comment', `# ACCESS_TOKENS=${secret}\n`],
    ['a misspelled secret', `ACCES_TOKENS=${secret}\n`],
    ['a key named like a secret', `QQ_COOKIE=${secret}\n`],
    ['a login in an address', `SNAPSHOT_SOURCE=https://me:${secret}@nas\n`],
    ['a NUL byte', 'WEB_PORT=1\nA=\0\n'],
    ['more than any settings file holds', 'x'.repeat(256 * 1024 + 1)],
  ])('refuses %s, and stores nothing', async (_, contentText) => {
    const refused = await save(contentText).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid_argument' });
    expect(JSON.stringify(refused) + String(refused)).not.toContain(secret);
    expect(everythingStored()).toBe('');
  });

  it('refuses an overlong note, an invalid page size and a foreign token', async () => {
    await expect(save(undefined, 'x'.repeat(501))).rejects.toMatchObject({ code: 'invalid_argument' });
    for (const request of [
      { pageSize: 201, pageToken: '' },
      { pageSize: -1, pageToken: '' },
      { pageSize: 1, pageToken: '1; DROP TABLE' },
    ]) {
      await expect(client.listRevisions(request, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
    }
  });
});

describe('when revisions are compared', () => {
  it('shows removed, added and unchanged lines, with secrets masked on both sides (75)', async () => {
    // An older program stored whatever was in the file.
    const connection = new Connection(join(home, 'catalogsync.db'));
    const insert = connection.prepare(
      "INSERT INTO config_revisions(file_path, content_text, content_hash, created_at) VALUES ('/x', ?, 'h', ?)",
    );
    const old = Number(insert.run(`WEB_PORT=1\nACCESS_TOKENS=old${secret}\nA=b\n`, '2024-05-01 12:00:00').lastInsertRowid);
    connection.close();
    writeFileSync(file, `WEB_PORT=2\nACCESS_TOKENS=${secret}\nA=b\n`);
    const { lines } = await client.diffRevisions({ fromRevisionId: old, toRevisionId: 0 }, limits);
    expect(lines).toEqual([
      { change: Change.CHANGE_REMOVED, text: 'WEB_PORT=1' },
      { change: Change.CHANGE_REMOVED, text: 'ACCESS_TOKENS=********' },
      { change: Change.CHANGE_ADDED, text: 'WEB_PORT=2' },
      { change: Change.CHANGE_ADDED, text: 'ACCESS_TOKENS=********' },
      { change: Change.CHANGE_SAME, text: 'A=b' },
    ]);
    const kept = await client.getRevision({ revisionId: old }, limits);
    expect(kept.contentText).not.toContain(secret);
    expect(kept.revision).toMatchObject({ createdAt: Date.UTC(2024, 4, 1, 12), createdBy: '' });
    await expect(client.diffRevisions({ fromRevisionId: old, toRevisionId: 99 }, limits)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('turns one into the other, whatever they contain', async () => {
    const line = fc.constantFrom('A=1', 'B=2', '# c', '', 'D=音');
    const lines = fc.array(line, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lines, lines, async (one, other) => {
        const [from, to] = [one.map((text) => `${text}\n`).join(''), other.map((text) => `${text}\n`).join('')];
        const [a, b] = [
          await bound.configuration.save('', from, commandLine('grpc')),
          await bound.configuration.save('', to, commandLine('grpc')),
        ];
        const diff = await bound.configuration.diff(a.id, b.id);
        const side = (left: string) => diff.filter(({ change }) => change !== left).map(({ text }) => `${text}\n`);
        expect([side('added').join(''), side('removed').join('')]).toEqual([from, to]);
      }),
      { numRuns: 40 },
    );
  });

  it('compares two files with nothing in common in time that grows only with their length', async () => {
    const text = (word: string, lines: number): string => Array.from({ length: lines }, (_, n) => `${word}_${n}=${n}\n`).join('');
    const diffs = new Map<number, () => Promise<readonly unknown[]>>();
    for (const lines of [1_200, 12_000]) {
      const [a, b] = [await save(text('A', lines)), await save(text('B', lines))];
      diffs.set(lines, () => bound.configuration.diff(a.id, b.id));
    }
    expect(await diffs.get(12_000)?.()).toHaveLength(24_000);
    expect(await growth((lines) => diffs.get(lines)?.(), 1_200, 12_000)).toBeLessThan(50);
  });
});

describe('when a revision is applied', () => {
  it('writes its text to the file, marks it applied, and first saves the previous text (115)', async () => {
    const { id } = await save('WEB_PORT=9000\nLIBRARY_DIR=/n\n', 'new port');
    writeFileSync(file, 'WEB_PORT=8421 \n# edited by hand\n');
    const edited = current();
    const answer = await apply(id);
    expect(current()).toBe('WEB_PORT=9000\nLIBRARY_DIR=/n\n');
    expect(answer).toMatchObject({
      revision: { id, inForce: true, note: 'new port' },
      restartKeys: ['LIBRARY_DIR', 'WEB_PORT'],
      restartServices: ['orchestrator', 'public-api'],
      restartedServices: [],
    });
    expect(answer.revision?.appliedAt).toBeGreaterThan(0);
    const kept = await client.getRevision({ revisionId: answer.previousRevisionId }, limits);
    expect(kept).toMatchObject({ contentText: edited, revision: { inForce: false, note: `before revision ${id} was applied` } });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(home).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it('reuses a revision that already holds the previous text', async () => {
    const before = await save();
    const { id } = await save('WEB_PORT=9000\n');
    expect((await apply(id)).previousRevisionId).toBe(before.id);
    expect(await list()).toHaveLength(2);
  });

  it('replaces the target of a symbolic link and keeps the link', async () => {
    const target = join(home, 'elsewhere.env');
    writeFileSync(target, 'WEB_PORT=1\n');
    rmSync(file);
    symlinkSync('elsewhere.env', file);
    await apply((await save('WEB_PORT=2\n')).id);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('WEB_PORT=2\n');
  });

  it('marks a revision of the current file applied, once', async () => {
    const { id } = await save();
    expect(await apply(id)).toMatchObject({ revision: { id }, previousRevisionId: id, restartKeys: [] });
    await expect(apply(id)).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('refuses a second one while the first is on trial, even simultaneously', async () => {
    const [one, other] = [await save('WEB_PORT=1\n'), await save('WEB_PORT=2\n')];
    const outcomes = await Promise.allSettled([apply(one.id), apply(other.id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [failed] = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed?.reason).toMatchObject({ code: 'failed_precondition', retry: 'later' });
    const inForce = outcomes[0]?.status === 'fulfilled' ? one : other;
    expect((await list()).find(({ id }) => id === inForce.id)?.watchedUntil).toBeGreaterThan(Date.now());
    await expect(apply(one.id === inForce.id ? other.id : one.id)).rejects.toMatchObject({ code: 'failed_precondition' });
    expect((await list()).filter((revision) => revision.inForce).map(({ id }) => id)).toEqual([inForce.id]);
  });
});

describe('when a revision cannot be applied', () => {
  const unchanged = async (code: string, work: () => Promise<unknown>): Promise<void> => {
    const before = { text: existsSync(file) ? readFileSync(file) : undefined, stored: everythingStored() };
    await expect(work()).rejects.toMatchObject({ code });
    expect({ text: existsSync(file) ? readFileSync(file) : undefined, stored: everythingStored() }).toEqual(before);
  };

  it.each([0, -1, 99, 2 ** 40])('says that there is no revision %p, and touches nothing (116)', async (id) => {
    await unchanged('not_found', () => apply(id));
    await unchanged('not_found', () => client.getRevision({ revisionId: id }, limits));
  });

  it('names all its faults at once', async () => {
    const { id } = await save('WEB_PORT=x\nLIBRARY=/a\nLIBRARY_DIR=1\nLIBRARY_DIR=2\n');
    await unchanged('invalid_argument', () => apply(id));
    const { message } = (await apply(id).catch((error: Error) => error as Error)) as Error;
    for (const word of ['WEB_PORT', 'LIBRARY is not a known key', 'LIBRARY_DIR is set 2 times']) expect(message).toContain(word);
  });

  it('changes nothing if the file is gone', async () => {
    const { id } = await save('WEB_PORT=1\n');
    rmSync(file);
    await unchanged('not_found', () => apply(id));
    expect(await list()).toHaveLength(1);
  });

  it.each([
    ['is not UTF-8', Buffer.from([0x57, 0x3d, 0xff, 0xfe])],
    ['holds a NUL byte', Buffer.from('A=\0\n')],
    ['is larger than any settings file', Buffer.alloc(300 * 1024, 'x')],
  ])('changes nothing if the file %s', async (_, bytes) => {
    const { id } = await save('WEB_PORT=1\n');
    writeFileSync(file, bytes);
    await unchanged('invalid_argument', () => apply(id));
    await unchanged('invalid_argument', () => bound.configuration.get());
  });

  it('changes nothing if the file is a folder or cannot be read', async () => {
    const { id } = await save('WEB_PORT=1\n');
    chmodSync(file, 0);
    // Root may read everything, so another user tries.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      await expect(apply(id)).rejects.toMatchObject({ code: 'permission_denied' });
    } finally {
      if (root) process.seteuid?.(0);
    }
    rmSync(file);
    symlinkSync(home, file);
    await expect(apply(id)).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('refuses rather than store a secret from the file, and says why', async () => {
    const { id } = await save('WEB_PORT=1\n');
    writeFileSync(file, `WEB_PORT=2\nACCESS_TOKENS=${secret}\n`);
    await unchanged('failed_precondition', () => bound.applying.apply(id, commandLine('cli'), ownConsent));
    const refused = (await bound.applying.apply(id, commandLine('cli'), ownConsent).catch((error: unknown) => error)) as Error & {
      hint?: string;
    };
    expect(refused.message).toContain('line 2: ACCESS_TOKENS is a secret');
    expect(refused.hint).toContain('secrets.env');
    expect(`${refused.message} ${refused.hint}`).not.toContain(secret);
    expect(everythingStored()).not.toContain(secret);
  });
});

describe('when a revision changes a key of the machine', () => {
  const consentFile = (): string => `${file}.consent`;
  const begin = '# mine\nWEB_PORT=8421\nPROGRAM=/usr/bin/yt-dlp\n';
  const otherProgram = begin.replace('/usr/bin/yt-dlp', '/tmp/mine');
  beforeEach(() => writeFileSync(file, begin));

  const consented = async (revision: configurationV1.Revision, toHash = revision.contentHash, clock = time) =>
    giveConsent({ settingsFile: file, clock, revisionId: revision.id, toHash }, () => apply(revision.id));
  const refused = async (doing: Promise<unknown>): Promise<string> => {
    const fault = (await doing.catch((error: unknown) => error)) as Error & { code?: string; hint?: string };
    expect(fault.code).toBe('permission_denied');
    expect(current()).toBe(begin);
    expect(await list().then((all) => all.filter(({ appliedAt }) => appliedAt > 0))).toEqual([]);
    return `${fault.message}; ${fault.hint}`;
  };

  it.each([
    ['changes it', otherProgram, 'PROGRAM'],
    ['adds one', `${begin}CONFIG_FILE=/tmp/mine.env\n`, 'CONFIG_FILE'],
    ['removes it', begin.replace('PROGRAM=/usr/bin/yt-dlp\n', ''), 'PROGRAM'],
    ['comments it out', begin.replace('PROGRAM', '#PROGRAM'), 'PROGRAM'],
    ['empties it', begin.replace('/usr/bin/yt-dlp', ''), 'PROGRAM'],
    ['hides it behind a byte order mark, blanks and another line end', `\uFEFF \tPROGRAM =\t/tmp/mine\r\nWEB_PORT=8421\r\n`, 'PROGRAM'],
    ['quotes it', begin.replace('/usr/bin/yt-dlp', '"/usr/bin/yt-dlp"'), 'PROGRAM'],
  ])('refuses one that %s, names the key, and says how to do it', async (_, contentText, key) => {
    const { id } = await save(contentText);
    const said = await refused(apply(id));
    expect(said).toContain(`changes keys of the machine: ${key};`);
    expect(said).toContain(`catalogsync config apply ${id}`);
    await refused(bound.applying.apply(id, commandLine('grpc')));
  });

  it('refuses one that sets it twice or sets a key that nobody knows, as invalid', async () => {
    for (const more of ['PROGRAM=/tmp/mine\n', 'PROGRAMS=/tmp/mine\n', '__proto__=1\n']) {
      const { id } = await save(begin + more);
      await expect(apply(id)).rejects.toMatchObject({ code: 'invalid_argument' });
      expect(current()).toBe(begin);
    }
  });

  it('refuses an old one too, which holds another value from before', async () => {
    const old = await save('PROGRAM=/opt/old\n');
    writeFileSync(file, 'PROGRAM=/opt/old\n');
    await apply(old.id);
    writeFileSync(file, begin);
    await expect(apply(old.id)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(current()).toBe(begin);
  });

  it('lets the rest of the same file change', async () => {
    await apply((await save(begin.replace('8421', '9000').replace('# mine', '# PROGRAM=/tmp/mine'))).id);
    expect(current()).toContain('WEB_PORT=9000');
  });

  it('tells so when the text is checked', async () => {
    expect(await bound.configuration.machineChanges(otherProgram)).toEqual(['PROGRAM']);
    expect(await bound.configuration.check(otherProgram)).toEqual([]);
  });

  it('applies it with the consent of somebody who may write beside the file, once', async () => {
    const revision = await save(otherProgram);
    expect(await consented(revision)).toMatchObject({ revision: { id: revision.id, inForce: true }, restartKeys: ['PROGRAM'] });
    expect(current()).toBe(otherProgram);
    expect(existsSync(consentFile())).toBe(false);
  });

  it('needs no consent for other keys, and says why it could not be given where it is needed', async () => {
    const elsewhere = join(home, 'gone', 'catalogsync.env');
    const without = ({ id, contentHash }: configurationV1.Revision) =>
      giveConsent({ settingsFile: elsewhere, clock: time, revisionId: id, toHash: contentHash }, () => apply(id));
    expect(await refused(without(await save(otherProgram)))).toContain(
      `changes keys of the machine: PROGRAM; cannot write ${elsewhere}.consent`,
    );
    await without(await save(`${begin}# more\n`));
    expect(current()).toBe(`${begin}# more\n`);
  });

  it('takes no consent to another revision, another text of the file, or one that is a minute old', async () => {
    const [revision, other] = [await save(otherProgram), await save(otherProgram.replace('mine', 'other'))];
    await refused(consented(revision, other.contentHash));
    await refused(consented({ ...revision, id: other.id }));
    await refused(
      giveConsent({ settingsFile: file, clock: time, revisionId: revision.id, toHash: revision.contentHash }, async () => {
        const given = readFileSync(consentFile(), 'utf8');
        const [id, , to, at] = given.split(' ');
        writeFileSync(consentFile(), [id, 'f'.repeat(64), to, at].join(' '));
        return apply(revision.id);
      }),
    );
    await refused(consented(revision, revision.contentHash, { now: () => time.now() - 61_000 }));
    await refused(consented(revision, revision.contentHash, { now: () => time.now() + 61_000 }));
  });

  it('takes no consent that others could have written', async () => {
    const revision = await save(otherProgram);
    const tampered = (change: () => void) =>
      giveConsent({ settingsFile: file, clock: time, revisionId: revision.id, toHash: revision.contentHash }, async () => {
        change();
        return apply(revision.id);
      });
    await refused(tampered(() => chmodSync(consentFile(), 0o666)));
    await refused(
      tampered(() => {
        renameSync(consentFile(), join(home, 'given'));
        symlinkSync('given', consentFile());
      }),
    );
    if (process.geteuid?.() === 0) await refused(tampered(() => chownSync(consentFile(), 65_534, 65_534)));
  });

  it('changes nothing if the file is edited after the consent', async () => {
    const revision = await save(otherProgram);
    const edited = `${begin}# by hand\n`;
    const doing = giveConsent({ settingsFile: file, clock: time, revisionId: revision.id, toHash: revision.contentHash }, async () => {
      writeFileSync(file, edited);
      return apply(revision.id);
    });
    await expect(doing).rejects.toMatchObject({ code: 'permission_denied' });
    expect(current()).toBe(edited);
  });
});
