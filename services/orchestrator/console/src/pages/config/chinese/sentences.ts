import { chineseFor, type Sentence } from '../../../language/service-sentences.js';

const list = (english: string): string => english.replaceAll(', ', '、');

/**
 * What the services say about a settings text and its revisions. What only they can know, such as why a service does not start, stays
 * in their words. @internal for tests
 */
export const settingSentences: readonly Sentence[] = [
  [
    '{} must be a whole number of {} from {} to {}, not "{}"',
    (key, _, from, to, value) => `${key} 要填 ${from} 到 ${to} 的整数，不能是“${value}”`,
  ],
  ['{} must be one of {}, not "{}"', (key, words, value) => `${key} 只能是 ${list(words)} 之一，不能是“${value}”`],
  ['{} must be an http or https address, not "{}"', (key, value) => `${key} 要填 http 或 https 地址，不能是“${value}”`],
  [
    '{} must be a cron pattern of five or six fields, or off, not "{}"',
    (key, value) => `${key} 要填五段或六段的 cron 表达式，或 off，不能是“${value}”`,
  ],
  ['{} must be a number from 0 to 1, not "{}"', (key, value) => `${key} 要填 0 到 1 之间的数，不能是“${value}”`],
  ['{} must be name=/path entries separated by ";", not "{}"', (key, value) => `${key} 要填英文分号分隔的 名字=/路径，不能是“${value}”`],
  [
    '{} must begin and end with "/", such as {}, not "{}"',
    (key, example, value) => `${key} 要以 / 开头和结尾，如 ${example}，不能是“${value}”`,
  ],
  ['{} needs absolute paths, not "{}"', (key, value) => `${key} 要填绝对路径，不能是“${value}”`],
  ['{} names {} twice', (key, name) => `${key} 里的 ${name} 写了两次`],
  ['{} needs host names without scheme and port, not "{}"', (key, value) => `${key} 要填不带协议和端口的域名，不能是“${value}”`],
  [
    '{} needs addresses or networks such as {} or {}, not "{}"',
    (key, one, other, value) => `${key} 要填地址或网段，如 ${one} 或 ${other}，不能是“${value}”`,
  ],
  [
    '{} has an entry that cannot be used: "{}" is not a host name, an address or a network such as {}',
    (key, entry, example) => `${key} 里的“${entry}”不是主机名、地址或 ${example} 这样的网段`,
  ],
  ['{} has the unknown range "{}"; there are {}', (key, range, known) => `${key} 里没有“${range}”这个时段；可选：${list(known)}`],
  ['{} has a value that cannot be', (key) => `${key} 的值不能用`],
  ['{} is set {} times: lines {} and {}', (key, times, before, last) => `${key} 设置了 ${times} 次：第 ${list(before)}、${last} 行`],
  ['{} is a secret: it belongs in secrets.env (line {})', (key) => `${key} 是密钥：请写在 secrets.env 里`],
  ['{} holds a login in its address: it belongs in secrets.env (line {})', (key) => `${key} 的地址里有登录信息：请写在 secrets.env 里`],
  ['{} is not a known key, did you mean {}?', (key, nearest) => `${key} 不是已知的设置，是不是 ${nearest}？`],
  ['{} is not a known key', (key) => `${key} 不是已知的设置`],
  ['{} must have at least {} characters, without spaces', (key, least) => `${key} 至少要有 ${least} 个字符，不含空格`],
  ['{} is empty', (key) => `${key} 是空的`],
  ['{} must be set: {}', (key) => `${key} 必须设置`],
  ['and {} more problems', (count) => `还有 ${count} 个问题`],
  ['the text is larger than {} KiB', (size) => `文本超过 ${size} KiB`],
  ['line {} contains a NUL byte', (line) => `第 ${line} 行含有 NUL 字节`],
  [
    'SERVER_ACTIVE: there is no media server "{}"; available: {}',
    (name, known) => `SERVER_ACTIVE：没有叫“${name}”的媒体服务器；可选：${list(known)}`,
  ],
  ['before revision {} was applied', (id) => `应用修订 ${id} 之前`],
  ['{} was healthy and no longer is', (service) => `${service} 原本健康，后来不健康了`],
];

/** Undefined if there are no words for it. */
export const sentenceInChinese = (sentence: string): string | undefined => chineseFor(sentence, settingSentences);
