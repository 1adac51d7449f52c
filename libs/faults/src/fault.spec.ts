import { constants } from 'node:os';
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

  it('says the cause of every error that this system has a number for', () => {
    const generic = toFault(new Error('x')).message;
    for (const code of Object.keys(constants.errno)) {
      const fault = toFault(Object.assign(new Error(`${code}: some words, open '/p'`), { code, syscall: 'open', path: '/p' }));
      expect(`${code}: ${fault.message}`).not.toContain(generic);
      expect(fault.message).toContain('/p');
    }
  });

  it.each([
    ['ELOOP', 'invalid_argument', 'never'],
    ['EISDIR', 'invalid_argument', 'never'],
    ['ENAMETOOLONG', 'invalid_argument', 'never'],
    ['EMFILE', 'unavailable', 'later'],
    ['ENFILE', 'unavailable', 'later'],
    ['EROFS', 'permission_denied', 'never'],
    ['EBUSY', 'unavailable', 'later'],
    ['ETXTBSY', 'unavailable', 'later'],
    ['EIO', 'unavailable', 'later'],
    ['ESTALE', 'unavailable', 'later'],
    ['EDQUOT', 'disk_full', 'later'],
    ['EFBIG', 'disk_full', 'later'],
    ['ETIMEDOUT', 'timeout', 'later'],
    ['ECONNREFUSED', 'unavailable', 'later'],
    ['EADDRNOTAVAIL', 'invalid_argument', 'never'],
    ['HPE_HEADER_OVERFLOW', 'data_corrupt', 'never'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'unavailable', 'later'],
    ['Z_DATA_ERROR', 'data_corrupt', 'never'],
    ['SQLITE_BUSY_SNAPSHOT', 'unavailable', 'later'],
    ['SQLITE_IOERR_FSYNC', 'unavailable', 'later'],
    ['SQLITE_CANTOPEN_ISDIR', 'permission_denied', 'never'],
  ])('means %s as %s, to be tried again %s', (code, meant, retry) => {
    expect(toFault(Object.assign(new Error('x'), { code }))).toMatchObject({ code: meant, retry });
  });

  it("shows code, call and the system's own words for an error it does not know", () => {
    const error = Object.assign(new Error("EMULTIHOP: multihop attempted, open '/m'"), { code: 'EMULTIHOP', syscall: 'open', path: '/m' });
    expect(toFault(error).message).toBe('the system reports EMULTIHOP at open (multihop attempted): /m');
    expect(toFault(Object.assign(new Error('secret'), { code: 'SQLITE_MISUSE' })).message).toBe('the system reports SQLITE_MISUSE');
  });

  it('names both paths of a call that has two, and the first of several attempts', () => {
    const error = Object.assign(new Error('x'), { code: 'EXDEV', path: '/a', dest: '/b' });
    expect(toFault(error).message).toMatch(/: \/a to \/b$/);
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(toFault(new AggregateError([refused])).code).toBe('unavailable');
    expect(toFault(new TypeError('fetch failed', { cause: new Error('y', { cause: refused }) })).code).toBe('unavailable');
    const circle = new Error('z');
    circle.cause = circle;
    expect(toFault(circle).code).toBe('internal');
  });

  it('does not take a mistake of ours for one of the system', () => {
    const error = Object.assign(new TypeError('secret'), { code: 'ERR_INVALID_ARG_TYPE' });
    expect(toFault(error)).toMatchObject({ code: 'internal', message: 'an unexpected error occurred' });
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
