import type { TimeZones } from '../../core/schedules/calendar.js';

const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;

/** The time zones that Node includes. */
export class IntlTimeZones implements TimeZones {
  private readonly formats = new Map<string, Intl.DateTimeFormat>();

  offsetAt(timeZone: string, instant: number): number {
    const second = Math.floor(instant / 1000) * 1000;
    const shown = Object.fromEntries(
      this.format(timeZone)
        .formatToParts(second)
        .map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, shown.second) - second;
  }

  /** Making one costs a thousand times as much as using it. */
  private format(timeZone: string): Intl.DateTimeFormat {
    let format = this.formats.get(timeZone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en', { ...parts, hourCycle: 'h23', ...(timeZone === '' ? {} : { timeZone }) });
      this.formats.set(timeZone, format);
    }
    return format;
  }
}
