import { describe, expect, it } from '@jest/globals';
import { placeOf } from './audit-target.js';

describe('the target of an entry in the audit log', () => {
  it.each([
    ['job 17', '/jobs/17'],
    ['/api/jobs/17/pause', '/jobs/17'],
    ['/api/jobs/17', '/jobs/17'],
    ['song 4', '/songs/4'],
    ['playlist 9', '/playlists/9'],
    ['configuration', '/config'],
  ])('%s leads to its page', (target, to) => {
    expect(placeOf(target)?.to).toBe(to);
  });

  it('leads to the revision, and to the lines of an item', () => {
    expect(placeOf('revision 3')).toEqual({ to: '/config', search: { tab: 'revisions', revision: '3' } });
    expect(placeOf('/api/config/revisions/3/apply')).toEqual({ to: '/config', search: { tab: 'revisions', revision: '3' } });
    expect(placeOf('item 5')).toEqual({ to: '/logs', search: { itemId: '5' } });
  });

  it.each(['', 'token 3', 'constructor 3', 'playlist qq,p1', 'job 1, source qq', '/api/login', 'job x'])('%p leads nowhere', (target) => {
    expect(placeOf(target)).toBeUndefined();
  });
});
