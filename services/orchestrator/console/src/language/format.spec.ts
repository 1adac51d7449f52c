import { describe, expect, it } from '@jest/globals';
import { durationOf, formatOf, lengthOf } from './format.js';

const zh = formatOf('zh-CN');
const en = formatOf('en');

describe('when numbers and times are written', () => {
  it('writes the length of a song as players do', () => {
    expect([0, 61_000, 187_400, 3_765_000].map(lengthOf)).toEqual(['0:00', '1:01', '3:07', '1:02:45']);
  });

  it('writes how long something took in its two largest parts', () => {
    expect([0, 42, 1500, 59_900, 200_000, 7_500_000, 90_000_000].map((ms) => durationOf('en', ms))).toEqual([
      '0 ms',
      '42 ms',
      '1.5 s',
      '1 min',
      '3 min 20 s',
      '2 h 5 min',
      '1 d 1 h',
    ]);
    expect(durationOf('zh-CN', 200_000)).toBe('3 分 20 秒');
  });

  it('writes sizes in units of a thousand with one digit', () => {
    expect([0, 999, 1000, 31_415_926, 2.5e12].map((value) => en.bytes(value))).toEqual(['0 B', '999 B', '1.0 KB', '31.4 MB', '2.5 TB']);
    expect(en.speed(4_200_000)).toBe('4.2 MB/s');
    expect([0.44, 17.62, 555.1, 12_000].map(en.rate)).toEqual(['0.4', '17.6', '555', '12,000']);
  });

  it('writes large numbers in full, or short for narrow places', () => {
    expect([zh.number(1_234_567), en.number(1_234_567)]).toEqual(['1,234,567', '1,234,567']);
    expect([zh.short(1_234_567), en.short(1_234_567)]).toEqual(['123.5万', '1.2M']);
  });

  it('says how long ago, or in how long', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    expect([0, 30_000, 180_000, 7_200_000, 86_400_000].map((ms) => en.relative(now - ms, now))).toEqual([
      'just now',
      '30 sec. ago',
      '3 min. ago',
      '2 hr. ago',
      'yesterday',
    ]);
    expect(zh.relative(now - 180_000, now)).toBe('3分钟前');
    expect(zh.relative(now + 300_000, now)).toBe('5分钟后');
  });

  it('writes shares without digits unless they are small', () => {
    expect([0, 0.012, 0.5, 1].map((share) => en.share(share))).toEqual(['0%', '1.2%', '50%', '100%']);
  });
});
