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
  songId: Type.Integer(),
  name: from(({ title }) => title, nullable('string')),
  addedAt: instant(),
  playedAt: instant(),
  tags: Type.Optional(Type.Array(Type.String())),
});

describe('when a shape is written as JSON', () => {
  it('takes each field from the property of the same name, or from the given function', () => {
    const json = song.json({ songId: 7, title: '七里香', addedAt: 1000, playedAt: 0, tags: ['pop'] });
    expect(json).toEqual({ songId: 7, name: '七里香', addedAt: '1970-01-01T00:00:01.000Z', playedAt: null, tags: ['pop'] });
  });

  it('writes unknown values as null, and omits optional ones', () => {
    const json = song.json({ songId: 7, title: undefined, addedAt: undefined, playedAt: 0 });
    expect(json).toEqual({ songId: 7, name: null, addedAt: null, playedAt: null });
  });

  it('lends its fields to a larger shape', () => {
    const marked = shape<Song & { readonly mark: string }>()('MarkedSong', { ...song.fields, mark: Type.String() });
    expect(marked.json({ songId: 7, title: undefined, addedAt: 1, playedAt: 0, mark: 'x' })).toMatchObject({ songId: 7, mark: 'x' });
    expect(marked.schema).toMatchObject({ $id: 'MarkedSong', additionalProperties: false });
  });

  it('does not compile for a source that lacks a field', () => {
    const other = shape<Song>()('Other', { singerName: Type.String() });
    // @ts-expect-error: a song has no singerName
    expect(other.json({ songId: 7, title: undefined, addedAt: 1, playedAt: 0 })).toEqual({ singerName: null });
  });
});
