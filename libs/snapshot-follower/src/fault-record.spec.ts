import { Fault, faultCodes } from '@catalogsync/faults';
import { publicationAlarms, RefusedPublication } from '@catalogsync/publication-trust';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FaultRecord } from './fault-record.js';
import { recordingLog } from './fixtures/recording-log.js';

let lines: string[];
let faults: FaultRecord;
beforeEach(() => {
  const recording = recordingLog();
  lines = recording.lines;
  faults = new FaultRecord(recording.log, 'http');
});

const hash = new Fault('data_corrupt', 'the hash differs', { hint: 'Publish it again.' });

describe('when a check fails', () => {
  it('says so once, with the time of the first, however often it fails that way', () => {
    for (const now of [10, 20, 30]) faults.note(hash, now);
    expect(faults.current).toMatchObject({ code: 'data_corrupt', message: 'the hash differs', hint: 'Publish it again.', since: 10 });
    expect(faults.count).toBe(3);
    expect(lines).toEqual(['warn no newer snapshot: the hash differs']);
  });

  it.each([
    ['another code', new Fault('expired', 'the hash differs')],
    ['another message', new Fault('data_corrupt', 'the size differs')],
  ])('says so again for %s, with its own time', (_what, next) => {
    faults.note(hash, 10);
    faults.note(next, 20);
    expect(faults.current).toMatchObject({ code: next.code, message: next.message, since: 20 });
    expect(lines).toHaveLength(2);
  });

  it('does not warn of a publication that is not there yet', () => {
    faults.note(new Fault('not_found', 'nothing is published'), 10);
    expect(lines).toEqual(['info no snapshot yet: nothing is published']);
  });

  it('says once that all is well again', () => {
    faults.clear();
    expect(lines).toEqual([]);
    faults.note(hash, 10);
    faults.clear();
    faults.clear();
    expect(faults.current).toBeUndefined();
    expect(faults.count).toBe(1);
    expect(lines.slice(1)).toEqual(['info snapshots can be followed again']);
  });
});

describe('when the own copy was damaged', () => {
  const changed = 'the copy in the cache folder was changed: the hash differs';

  it('says once that it was left, and then why it cannot be fetched again', () => {
    faults.damaged(hash, 10);
    faults.damaged(hash, 20);
    expect(faults.current).toMatchObject({ code: 'data_corrupt', message: changed, hint: expect.stringContaining('Nobody'), since: 10 });
    expect(lines).toEqual([`error the snapshot in use was left: ${changed}`]);
    faults.note(new Fault('not_found', 'nothing is published', { hint: 'Publish a snapshot there.' }), 30);
    const again = `${changed}; it cannot be fetched again: nothing is published`;
    expect(faults.current).toMatchObject({ code: 'data_corrupt', message: again, hint: 'Publish a snapshot there.', since: 30 });
    expect(lines[1]).toBe(`warn no newer snapshot: ${again}`);
  });

  it('speaks of the next fault alone once there was a good one', () => {
    faults.damaged(hash, 10);
    faults.clear();
    faults.note(hash, 20);
    expect(faults.current?.message).toBe('the hash differs');
  });
});

describe('when a fault is shown to everybody', () => {
  const kinds = ['folder', 'http', 's3'] as const;
  const secret = "ENOENT: no such file, open '/volume1/music/publication' at http://10.1.2.3:8422";

  it.each(kinds)('names neither path nor address, whatever the fault (%s)', (kind) => {
    const record = new FaultRecord(recordingLog().log, kind);
    const all = [
      ...faultCodes.map((code) => new Fault(code, secret)),
      ...publicationAlarms.map((alarm) => new RefusedPublication(alarm, secret)),
    ];
    for (const fault of all) {
      record.note(fault, 10);
      expect(record.current?.message).toContain(secret);
      expect(record.current?.shown).toMatch(/the publication \((a folder|over HTTP|in object storage)\)/);
      expect(record.current?.shown).not.toMatch(/[/:]/);
    }
  });

  it('tells refusals apart', () => {
    const shown = publicationAlarms.map((alarm) => {
      faults.note(new RefusedPublication(alarm, secret), 10);
      return faults.current?.shown;
    });
    expect(new Set(shown).size).toBe(publicationAlarms.length);
  });
});
