import { describe, expect, it } from '@jest/globals';
import { downloadOf, filterOf, instantOfLocal, localText, sharedPart } from './log-filter.js';

describe('the filter of log lines in an address', () => {
  it('has what the address has', () => {
    const search = { level: 'warn,error', jobId: '7', itemId: '12', source: 'qq', since: '2026-01-01T00:00:00Z', text: ' timed out ' };
    expect(filterOf(search)).toEqual({
      level: ['error', 'warn'],
      jobId: 7,
      itemId: 12,
      source: 'qq',
      since: '2026-01-01T00:00:00.000Z',
      text: 'timed out',
    });
  });

  it('leaves out what cannot be a filter', () => {
    expect(filterOf({ level: 'loud', jobId: 'x', itemId: '-1', since: 'yesterday', text: '  ', source: '' })).toEqual({});
  });

  it('is that of the download too', () => {
    expect(downloadOf({})).toBe('/api/logs/download');
    expect(downloadOf({ level: ['error', 'warn'], jobId: 7 })).toBe('/api/logs/download?level=error%2Cwarn&jobId=7');
  });

  it('shows instants in the zone of the viewer and reads them back', () => {
    const instant = '2026-03-01T10:20:00.000Z';
    expect(instantOfLocal(localText(instant))).toBe(instant);
    expect(localText(undefined)).toBe('');
    expect(instantOfLocal('')).toBeUndefined();
  });

  it('searches for what all lines of a cluster share', () => {
    expect(sharedPart('item # of "…" failed: no source answered in time after # ms')).toBe('failed: no source answered in time after');
    expect(sharedPart('#')).toBe('');
  });
});
