import { describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { from, instant, nullable, shape } from './index.js';

interface Song {
  readonly songId: number;
  readonly title: string | undefined;
  readonly addedAt: number | undefined;
  readonly playedAt: number;
  readonly tags?: readonly string[];
}

const song = shape<Song>()('Song', {
  song_id: Type.Integer(),
  name: from(({ title }) => title, nullable('string')),
  added_at: instant(),
  played_at: instant(),
  tags: Type.Optional(Type.Array(Type.String())),
});

describe('when a shape is written as JSON', () => {
  it('takes each field from the property of the same name, or from the given function', () => {
    const json = song.json({ songId: 7, title: '七里香', addedAt: 1000, playedAt: 0, tags: ['pop'] });
    expect(json).toEqual({ song_id: 7, name: '七里香', added_at: '1970-01-01T00:00:01.000Z', played_at: null, tags: ['pop'] });
  });

  it('writes unknown values as null, and omits optional ones', () => {
    const json = song.json({ songId: 7, title: undefined, addedAt: undefined, playedAt: 0 });
    expect(json).toEqual({ song_id: 7, name: null, added_at: null, played_at: null });
  });

  it('lends its fields to a larger shape', () => {
    const marked = shape<Song & { readonly mark: string }>()('MarkedSong', { ...song.fields, mark: Type.String() });
    expect(marked.json({ songId: 7, title: undefined, addedAt: 1, playedAt: 0, mark: 'x' })).toMatchObject({ song_id: 7, mark: 'x' });
    expect(marked.schema).toMatchObject({ $id: 'MarkedSong', additionalProperties: false });
  });

  it('does not compile for a source that lacks a field', () => {
    const other = shape<Song>()('Other', { singer_name: Type.String() });
    // @ts-expect-error: a song has no singerName
    expect(other.json({ songId: 7, title: undefined, addedAt: 1, playedAt: 0 })).toEqual({ singer_name: null });
  });
});
