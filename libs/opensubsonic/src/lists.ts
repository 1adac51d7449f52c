/** Where lists occur, as paths from the answer: the first member is an object, each further one a list of objects. */
const lists: readonly (readonly string[])[] = [
  ['searchResult3', 'song'],
  ['playlists', 'playlist'],
  ['playlist', 'entry'],
  ['albumList2', 'album'],
  ['album', 'song'],
  ['artists', 'index', 'artist'],
  ['musicFolders', 'musicFolder'],
  ['lyricsList', 'structuredLyrics'],
];

/**
 * The same answer with every list as an array: some servers send a list of one item as the bare item. Others, which make
 * their JSON from XML, send an empty text for an object with nothing in it. Modifies the freshly parsed value.
 */
export function withLists(response: object): object {
  const result = response as Record<string, unknown>;
  for (const [holder = '', ...members] of lists) {
    if (result[holder] === '') result[holder] = {};
    const held = result[holder];
    if (isObject(held)) listsIn(held, members);
  }
  const extensions = 'openSubsonicExtensions';
  if (isObject(result[extensions])) result[extensions] = [result[extensions]];
  return result;
}

function listsIn(holder: Record<string, unknown>, [member = '', ...deeper]: readonly string[]): void {
  const value = holder[member];
  if (isObject(value)) holder[member] = [value];
  else if (value === '') holder[member] = [];
  if (deeper.length === 0) return;
  const items: unknown = holder[member];
  if (!Array.isArray(items)) return;
  for (const item of items) if (isObject(item)) listsIn(item, deeper);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
