import { describe, expect, it } from '@jest/globals';
import { Fault, faultCodes, isFaultCode, toFault } from './index.js';

describe('when something is thrown', () => {
  it('keeps a Fault as it is', () => {
    const fault = new Fault('not_found', 'no such playlist');
    expect(toFault(fault)).toBe(fault);
  });

  it('names the path and the next step for an operating system error', () => {
    const fault = toFault(Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC', path: '/music/a.flac' }));
    expect(fault).toMatchObject({ code: 'disk_full', retry: 'later' });
    expect(fault.message).toContain('/music/a.flac');
    expect(fault.hint).not.toBe('');
  });

  it('recognises SQLite errors by their extended codes too', () => {
    expect(toFault(Object.assign(new Error('x'), { code: 'SQLITE_CORRUPT_INDEX' })).code).toBe('data_corrupt');
  });

  it('hides the text of an unexpected error', () => {
    const fault = toFault(new TypeError('secret is undefined'));
    expect(fault.code).toBe('internal');
    expect(fault.message).not.toContain('secret');
    expect(fault.cause).toBeInstanceOf(TypeError);
  });

  it('distinguishes an abort from a deadline', () => {
    expect(toFault(AbortSignal.abort().reason).code).toBe('canceled');
    expect(toFault(new DOMException('late', 'TimeoutError')).code).toBe('timeout');
  });
});

describe('when a peer names a code', () => {
  it('accepts every code on the closed list and nothing else', () => {
    expect(faultCodes.every(isFaultCode)).toBe(true);
    expect(isFaultCode('teapot')).toBe(false);
  });
});
