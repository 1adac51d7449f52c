import { readFileSync } from 'node:fs';
import { type ConfigKey, checkSettings, type SettingsSources, serviceNames, text } from '@catalogsync/runtime';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { chineseHelp, chineseSettings } from '../services/orchestrator/console/src/pages/config/chinese/chinese-settings.js';
import { chineseChoices, chineseDefaults } from '../services/orchestrator/console/src/pages/config/chinese/forms.js';

const han = /\p{Script=Han}/u;
/** A path, address, pattern, name or list of words: the same in every language. */
const quoted = /^[\p{Script=Han}\w~:/.,*-]*$|^[\d*/ -]+$|^Mozilla\//u;

let groups: SettingsSources['groups'];
let keys: readonly (readonly [string, ConfigKey])[];

beforeAll(async () => {
  groups = keyGroups(await loadServices(serviceNames));
  keys = groups.flatMap((group) => Object.entries(group.keys));
});

const choicesOf = ({ kind, range }: ConfigKey): readonly string[] => (kind === 'word' ? range.split(', ') : []);

describe('when a key of the configuration is added, changed or removed', () => {
  it('has a Chinese help text in the console, and no text stays for a key that is gone', () => {
    expect(keys.filter(([name]) => !han.test(chineseSettings.help(name) ?? '')).map(([name]) => name)).toEqual([]);
    const known = new Set(keys.map(([name]) => name));
    expect(Object.keys(chineseHelp).filter((name) => !known.has(name))).toEqual([]);
  });

  it('keeps every number, name of a key and example of the English text', () => {
    const facts = /https?:\/\/\w+:\d+|\b[A-Z]+(?:_[A-Z]+)+\b|\d[\d.,:/]*\d|\b0\b|\b(?!warm-up|log-in)[a-z]+(?:[-_.][a-z]+)+\b/g;
    const lost = keys.flatMap(([name, { help }]) => {
      const said = chineseSettings.help(name) ?? '';
      return (help.match(facts) ?? []).filter((fact) => !said.includes(fact)).map((fact) => `${name}: ${fact}`);
    });
    expect(lost).toEqual([]);
  });

  it('says in Chinese what its value may be', () => {
    const without = keys.filter(([, { kind, range }]) => chineseSettings.form(kind, range) === undefined);
    expect(without.map(([name, { kind, range }]) => `${name}: ${kind} ${range}`)).toEqual([]);
  });

  it('says in Chinese what its default is, where that is described and not quoted', () => {
    const described = keys.flatMap(([, key]) => (choicesOf(key).length > 0 ? [] : [key.defaultText ?? '']));
    expect(described.filter((text) => chineseSettings.fallback(text) === undefined && !quoted.test(text))).toEqual([]);
    expect(Object.keys(chineseDefaults).filter((text) => !described.includes(text))).toEqual([]);
  });

  it('has only choices that are explained as long as they exist', () => {
    const choices = new Set(keys.flatMap(([, key]) => choicesOf(key)));
    expect(Object.keys(chineseChoices).filter((word) => !choices.has(word))).toEqual([]);
  });
});

describe('when a settings text has problems', () => {
  /** What the services find wrong with it, all in the words that the console has. */
  const said = (content: string, own: SettingsSources['groups'] = groups): (string | undefined)[] => {
    const sources: SettingsSources = { groups: own, derived: {}, overrides: {}, fixed: {} };
    const problems = checkSettings(content, sources, {});
    expect(problems).not.toEqual([]);
    return problems.map(({ message }) => chineseSettings.sentence(message) ?? `not translated: ${message}`);
  };

  it.each([
    ['DOWNLOAD_WORKERS=99', 'DOWNLOAD_WORKERS 要填 1 到 16 的整数，不能是“99”'],
    ['SNAPSHOT_LEAST_RATE=fast', 'SNAPSHOT_LEAST_RATE 要填 0 到 1000000 的整数，不能是“fast”'],
    ['LYRICS=maybe', 'LYRICS 只能是 on、off 之一，不能是“maybe”'],
    ['PLEX_URL=nas', 'PLEX_URL 要填 http 或 https 地址，不能是“nas”'],
    ['LIBRARY_RESCAN=daily', 'LIBRARY_RESCAN 要填五段或六段的 cron 表达式，或 off，不能是“daily”'],
    ['OTEL_TRACES_SAMPLER_ARG=2', 'OTEL_TRACES_SAMPLER_ARG 要填 0 到 1 之间的数，不能是“2”'],
    ['ORIGIN_ROOTS=music', 'ORIGIN_ROOTS 要填英文分号分隔的 名字=/路径，不能是“music”'],
    ['ORIGIN_ROOTS=music=here', 'ORIGIN_ROOTS 要填绝对路径，不能是“here”'],
    ['ORIGIN_ROOTS=a=/b;a=/c', 'ORIGIN_ROOTS 里的 a 写了两次'],
    ['ALLOWED_HOSTS=http://nas', 'ALLOWED_HOSTS 要填不带协议和端口的域名，不能是“http://nas”'],
    ['TRUSTED_PROXIES=me', 'TRUSTED_PROXIES 要填地址或网段，如 192.168.1.5 或 10.0.0.0/8，不能是“me”'],
    ['OUTBOUND_PRIVATE_HOSTS=a//', 'OUTBOUND_PRIVATE_HOSTS 里的“a//”不是主机名、地址或 192.168.1.0/24 这样的网段'],
    ['PLEX_TOKEN=abc', 'PLEX_TOKEN 是密钥：请写在 secrets.env 里'],
    ['ARCHIVE_URL=http://me:word@nas', 'ARCHIVE_URL 的地址里有登录信息：请写在 secrets.env 里'],
    ['ENTIRELY_NEW=1', 'ENTIRELY_NEW 不是已知的设置'],
    ['COVER=on', 'COVER 不是已知的设置，是不是 COVERS？'],
    ['LYRICS=on\nLYRICS=off\nLYRICS=on', 'LYRICS 设置了 3 次：第 1、2、3 行'],
    ['RPC_SHARED_SECRET=short', 'RPC_SHARED_SECRET 的值不能用'],
    [
      'LISTENBRAINZ_RANGES=never',
      'LISTENBRAINZ_RANGES 里没有“never”这个时段；可选：this_week、this_month、this_year、week、month、quarter、half_yearly、year、all_time',
    ],
    [
      'SERVER_ACTIVE=kodi',
      'SERVER_ACTIVE：没有叫“kodi”的媒体服务器；可选：plex、jellyfin、navidrome、opensubsonic、subsonic、gonic、airsonic、supysonic、soulsync、folder',
    ],
    ['LYRICS=on\0', '第 1 行含有 NUL 字节'],
    ['#'.repeat(300_000), '文本超过 256 KiB'],
    [Array.from({ length: 130 }, (_, at) => `ENTIRELY_NEW_${at}=1`).join('\n'), '还有 30 个问题'],
  ])('the console says it in Chinese: %#', (content, sentence) => {
    const all = said(content);
    expect(all).toContain(sentence);
    expect(all.filter((one) => one?.startsWith('not translated'))).toEqual([]);
  });

  it('what the service itself notes about revisions is said in Chinese too', () => {
    const written = ['apply-revision.ts', 'apply-watch.ts'].map((file) =>
      readFileSync(new URL(`../services/orchestrator/src/core/configuration/${file}`, import.meta.url), 'utf8'),
    );
    const sentences = written.join('').replaceAll(/\$\{[\w.]+\}/g, '…');
    expect(sentences).toContain('`before revision … was applied`');
    expect(chineseSettings.sentence('before revision 7 was applied')).toBe('应用修订 7 之前');
    expect(sentences).toContain('`… was healthy and no longer is`');
    expect(chineseSettings.sentence('media-server was healthy and no longer is')).toBe('media-server 原本健康，后来不健康了');
  });

  it('a key that must be set is named', () => {
    expect(said('', [{ title: 'own', keys: { NEEDED: text({ help: 'What this is for.' }) } }])).toEqual(['NEEDED 必须设置']);
  });

  it('a sentence that nobody has words for stays as it is', () => {
    expect(said('OBJECT_BUCKET=b')).toEqual([expect.stringContaining('not translated: the bucket ')]);
    expect(chineseSettings.help('constructor')).toBeUndefined();
  });
});
