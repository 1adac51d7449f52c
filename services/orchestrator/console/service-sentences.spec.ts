/// <reference types="node" />
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fileSentences } from './src/language/file-sentences.js';
import { stepSentences } from './src/language/job-words.js';
import { chineseFor } from './src/language/service-sentences.js';
import { settingSentences } from './src/pages/config/chinese/sentences.js';
import { eventSentences } from './src/pages/job/event-sentences.js';
import { itemSentences } from './src/pages/job/item-sentences.js';
import { jobReasons } from './src/pages/jobs/job-reasons.js';
import { lackSentences } from './src/pages/media/lack-sentences.js';

const root = join(import.meta.dirname, '../../..');

const inChinese = (type: string, text: string): string | undefined => chineseFor(text, eventSentences[type] ?? []);

describe('when a service says something in English', () => {
  it('a sentence that it always writes is said in Chinese, with its values', () => {
    expect(inChinese('stage_ended', 'download: 417 done, 3 failed, 0 canceled')).toBe('下载：完成 417，失败 3');
    expect(inChinese('stage_left_out', 'scan is left out: no media server is chosen (SERVER_ACTIVE)')).toBe(
      '媒体服务器扫描：没有选择媒体服务器（SERVER_ACTIVE）',
    );
    expect(inChinese('job_created', 'full: collect, sync, a_later_stage')).toBe('采集歌单 → 同步曲目 → a_later_stage');
    expect(inChinese('job_ended', 'completed with errors')).toBe('完成，有失败');
    expect(chineseFor('it lasts 9.0 s where 3.0 s are expected', fileSentences)).toBe('时长 9.0 秒，应为 3.0 秒');
    expect(chineseFor('DOWNLOAD_WORKERS must be a whole number of songs from 1 to 16, not "many"', settingSentences)).toBe(
      'DOWNLOAD_WORKERS 要填 1 到 16 的整数，不能是“many”',
    );
    expect(chineseFor('no source gave the song: qq: failed (rate limited); http: nothing found, refused (damaged)', itemSentences)).toBe(
      '没有来源给出这首歌：qq：失败（请求太频繁）；http：没有找到、未通过校验（文件损坏）',
    );
  });

  it('anything else stays as it is', () => {
    expect([inChinese('job_ended_oddly', 'completed'), chineseFor('EPIPE (write)', fileSentences)]).toEqual([undefined, undefined]);
  });

  it('the services do write each of these sentences', () => {
    const files = globSync('{services/*,libs/*}/src/**/*.ts', { cwd: root, exclude: (name) => name.endsWith('.spec.ts') });
    const written = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const all = [...Object.values(eventSentences).flat(), ...itemSentences, ...lackSentences, ...settingSentences, ...stepSentences];
    const reasons = jobReasons.map(([said]) => said);
    const parts = [...reasons, ...all.flatMap(([english]) => english.split(/\{\}|[:;,] /))]
      .map((part) => part.trim())
      .filter((part) => part.length > 3);
    expect(parts.filter((part) => !written.includes(part))).toEqual([]);
  });
});
