import { Fault } from '@catalogsync/faults';
import { Cron } from 'croner';
import type { CronPatterns } from '../../core/schedules/calendar.js';

const fieldsHint = 'Use five fields (minute, hour, day of month, month, day of week), or six with seconds first, such as "30 3 * * 1-5".';
const nickname = /^@[a-z]+$/i;

function open(pattern: string, timeZone: string): Cron {
  return new Cron(pattern, { mode: '5-or-6-parts', paused: true, ...(timeZone === '' ? {} : { timezone: timeZone }) });
}

function checkTimeZone(timeZone: string): void {
  if (timeZone === '') return;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    // A RangeError is the only sign that there is no such zone.
    throw new Fault('invalid_argument', `there is no time zone "${timeZone}"`, { hint: 'Give an IANA name, such as Europe/Berlin.' });
  }
}

/** Patterns as croner reads them; croner itself never schedules anything. */
export class CronerPatterns implements CronPatterns {
  validate(pattern: string, timeZone: string): void {
    checkTimeZone(timeZone);
    const refuse = (reason: string, cause?: unknown): Fault =>
      new Fault('invalid_argument', `"${pattern}" is not a cron pattern: ${reason}`, { hint: fieldsHint, cause });
    const fields = pattern.split(' ').length;
    if (fields !== 5 && fields !== 6 && !nickname.test(pattern)) throw refuse(`it has ${pattern === '' ? 0 : fields} fields`);
    // croner would insert the current minute, so the pattern would change its meaning at each start.
    if (pattern.includes('?')) throw refuse('"?" is not allowed');
    try {
      open(pattern, timeZone);
    } catch (error) {
      // Its messages begin with its class name.
      throw refuse(String((error as { message?: unknown }).message).replace(/^Cron\w*: /, ''), error);
    }
  }

  nextAfter(pattern: string, timeZone: string, after: number): number | undefined {
    return open(pattern, timeZone).nextRun(new Date(after))?.getTime();
  }
}
