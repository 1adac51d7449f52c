import { faultWords } from '../../language/fault-words.js';
import { fileSentences } from '../../language/file-sentences.js';
import { wordFor } from '../../language/job-words.js';
import { inLanguage } from '../../language/messages.js';
import { refusalWords } from '../../language/refusal-words.js';
import type { Sentence } from '../../language/service-sentences.js';

const codes = { ...inLanguage(faultWords, 'zh-CN'), ...inLanguage(refusalWords, 'zh-CN') };

const outcomes: readonly (readonly [RegExp, (code: string) => string])[] = [
  [/\bnothing found\b/g, () => '没有找到'],
  [/\bnothing new\b/g, () => '没有新的'],
  [/\bfailed \(([a-z ]+)\)/g, (code) => `失败（${code}）`],
  [/\brefused \(([a-z ]+)\)/g, (code) => `未通过校验（${code}）`],
];

/** What came of each source, in the order of the text. */
function bySource(text: string): string {
  const word = (code: unknown): string => (typeof code === 'string' ? wordFor(codes, code.replaceAll(' ', '_')) : '');
  const said = outcomes.reduce((all, [form, say]) => all.replaceAll(form, (_, code?: unknown) => say(word(code))), text);
  return said.replaceAll('; ', '；').replaceAll(': ', '：').replaceAll(', ', '、');
}

/** Why an item failed, beside the class of the error. */
export const itemSentences: readonly Sentence[] = [
  ['Runner restarted during execution', '执行中重启了'],
  ['Runner stopped during execution', '执行中停止了'],
  ['the song is no longer in the catalogue', '这首歌已不在目录里'],
  ['song downloads are not available here', '这里不能下载歌曲'],
  ['download returned no file', '没有得到文件'],
  ['download returned no file: no source gave the song: {}', (sources = '') => `没有来源给出这首歌：${bySource(sources)}`],
  ['no source gave the song: {}', (sources = '') => `没有来源给出这首歌：${bySource(sources)}`],
  ['download returned no file: {}', (why) => `没有得到文件：${why}`],
  ['no source for {} is configured', (name) => `没有设置 ${name} 的来源`],
  ['{} is not among the sources of this job', (name) => `${name} 不在这个任务的来源里`],
  ['{} has no such playlist', (name) => `${name} 没有这个歌单`],
  ['no source has it', '没有来源有它'],
  ...fileSentences,
];
