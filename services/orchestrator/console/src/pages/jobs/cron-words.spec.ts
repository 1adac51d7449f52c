import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cronWords, rhythmOf } from './cron-words.js';

describe('when a schedule is shown in words', () => {
  it.each([
    ['0 3 * * *', '每天 03:00', 'Every day at 3:00'],
    ['30 6 * * 1-5', '工作日 06:30', 'Weekdays at 6:30'],
    ['30 6 * * MON-FRI', '工作日 06:30', 'Weekdays at 6:30'],
    ['0 0 30 6 * * 1-5', '0 0 30 6 * * 1-5', '0 0 30 6 * * 1-5'],
    ['0 30 6 * * 1-5', '工作日 06:30', 'Weekdays at 6:30'],
    ['15 4 * * 0,6', '周末 04:15', 'Weekends at 4:15'],
    ['15 4 * * 6,7', '周末 04:15', 'Weekends at 4:15'],
    ['0 4 * * 7', '每周日 04:00', 'Sundays at 4:00'],
    ['0 4 * * 1,3', '每周一、三 04:00', 'Mondays and Wednesdays at 4:00'],
    ['0 4 * * 0,2,3,4,5,6', '除周一外每天 04:00', 'Every day except Monday at 4:00'],
    ['0 8,20 * * *', '每天 08:00、20:00', 'Every day at 8:00 and 20:00'],
    ['*/15 * * * *', '每 15 分钟', 'Every 15 minutes'],
    ['* * * * *', '每分钟', 'Every minute'],
    ['0 * * * *', '每小时整点', 'Every hour, on the hour'],
    ['20 */2 * * *', '每 2 小时的第 20 分', 'Every 2 hours, 20 min past'],
    ['0 */6 * * *', '每 6 小时整点', 'Every 6 hours, on the hour'],
    ['0 5 1,15 * *', '每月 1、15 日 05:00', 'Monthly on day 1 and 15 at 5:00'],
    ['@daily', '每天 00:00', 'Every day at 0:00'],
  ])('says %s as people would', (pattern, zh, en) => {
    expect(cronWords(pattern, 'zh-CN')).toBe(zh);
    expect(cronWords(pattern, 'en')).toBe(en);
  });

  it.each(['0 5 L * *', '0 5 * * 5#2', '0 5 1 1 *', '0 5 13 * 5', '5/7 * * * *', '61 * * * *', '30 0 3 * * *', '', 'soon'])(
    'leaves %p as it is',
    (pattern) => {
      expect(cronWords(pattern, 'en')).toBe(pattern);
    },
  );

  it('never fails, whatever is typed', () => {
    const field = fc.oneof(
      fc.constantFrom('*', '?', '*/5', '1-5', 'L', 'MON', '1,2', '0', '59', '-', '/', '9-3'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 7 }), (fields) => {
        expect(typeof cronWords(fields.join(' '), 'en')).toBe('string');
      }),
    );
  });

  it('names every time of day that was given', () => {
    const times = fc.tuple(
      fc.integer({ min: 0, max: 59 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 }),
    );
    fc.assert(
      fc.property(times, ([minute, hours]) => {
        const rhythm = rhythmOf(`${minute} ${hours.join(',')} * * *`);
        expect(rhythm).toEqual({
          kind: 'days',
          weekdays: [0, 1, 2, 3, 4, 5, 6],
          minutes: [minute],
          hours: [...hours].sort((a, b) => a - b),
        });
      }),
    );
  });
});
