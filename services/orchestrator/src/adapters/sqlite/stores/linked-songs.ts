/** Linked songs of several platforms: `mine` and `others`, which are one recording. */
export const linkedSongs = `recording_songs mine JOIN recordings r ON r.id = mine.recording_id AND r.across_platforms = 1
  JOIN recording_songs others ON others.recording_id = r.id`;

/** A part of a query: the songs `o` with a file that are linked to a song. @param id expression of its id */
export const linkedWithFile = (id: string): string =>
  `FROM ${linkedSongs} JOIN songs o ON o.id = others.song_id WHERE mine.song_id = ${id} AND o.active_file_count > 0`;
