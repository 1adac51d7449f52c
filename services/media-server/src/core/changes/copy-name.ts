/** Longer names are cut by some servers. */
const longestName = 80;

const markOf = (playlistId: string): string => ` (before a change of ${playlistId})`;

/** What a playlist's copy is called while the playlist is changed: its own name, and by its id whose copy it is. */
export function copyNameOf(name: string, playlistId: string): string {
  return `${name.slice(0, longestName)}${markOf(playlistId)}`;
}

/** Whether a playlist of this name is the copy of that one, also if that was renamed since. */
export function isCopyOf(name: string, playlistId: string): boolean {
  return name.endsWith(markOf(playlistId));
}

/** Whether a playlist of this name is the copy of any. */
export function isCopy(name: string): boolean {
  return / \(before a change of [^()]+\)$/.test(name);
}
