/** SQL that adds to the full fixture what later versions of the catalogue know, as the orchestrator stores it. */
export const living = `
  ALTER TABLE songs ADD COLUMN added_at INTEGER;
  CREATE TABLE albums(id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT UNIQUE, name TEXT, year INTEGER, release_date TEXT,
    kind TEXT DEFAULT 'album', musicbrainz_id TEXT);
  CREATE TABLE album_songs(song_id INTEGER PRIMARY KEY, album_id INTEGER, disc_number INTEGER DEFAULT 0, track_number INTEGER DEFAULT 0);
  CREATE TABLE album_artists(album_id INTEGER, position INTEGER, artist_id INTEGER, PRIMARY KEY(album_id, position));
  CREATE TABLE genres(id INTEGER PRIMARY KEY, identity TEXT UNIQUE, name TEXT);
  CREATE TABLE song_genres(song_id INTEGER, position INTEGER, genre_id INTEGER, PRIMARY KEY(song_id, position));
  CREATE TABLE lyrics(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, plain TEXT, timed TEXT, language TEXT);
  CREATE TABLE song_lyrics(song_id INTEGER PRIMARY KEY, lyrics_id INTEGER);
  CREATE TABLE covers(id INTEGER PRIMARY KEY, hash TEXT UNIQUE, width INTEGER, height INTEGER, color TEXT, thumbhash BLOB);
  CREATE TABLE song_covers(song_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
  CREATE TABLE album_covers(album_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
  CREATE TABLE playlist_covers(playlist_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
  CREATE TABLE artist_covers(artist_id INTEGER PRIMARY KEY, cover_id INTEGER, state TEXT);
  CREATE TABLE moved_ids(kind TEXT, old_id INTEGER, new_kind TEXT, new_id INTEGER, PRIMARY KEY(kind, old_id));
  CREATE TABLE recordings(id INTEGER PRIMARY KEY, across_platforms INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE recording_songs(song_id INTEGER PRIMARY KEY, recording_id INTEGER NOT NULL);

  INSERT INTO songs VALUES
    (4, 'netease', 'n1', '七里香', '周杰伦', NULL, NULL, '{"duration_ms": "298000.4", "isrc": "TWA1", "composer": "周杰伦", "year": 2004}', 900),
    (5, 'deezer', 'd1', 'Common Jasmine Orange', 'Jay Chou', NULL, NULL, '{"isrc": "TWA2", "bpm": 120.0, "explicit": false, "play_count": 7}', NULL),
    (6, 'library', 'l6', 'Say "x" \\ \u0001é', 'Nobody /  / Some"body', 'flac', 5,
      '{"album": {"name": "Ünïcode"}, "duration_ms": 1000, "release_date": "2001-02-03T00:00:00Z", "replay_gain": {"trackGain": -6.5, "trackPeak": 1},
        "bpm": 99.5, "explicit": 1, "musicbrainz_recording_id": "mb-6", "other_names": ["甲", "甲", " ", "乙"], "disc_number": 2, "track_number": "3"}', 1767323045678),
    (7, 'library', 'l7', 'Lonely', '', 'mp3', 5, '[]', 1000.5),
    (8, 'library', 'l8', 'Gone', '', 'mp3', 5, NULL, 5);
  UPDATE songs SET added_at = 1000 WHERE id = 1;
  UPDATE songs SET metadata_json = '{"duration_ms": 299000, "album": "七里香", "year": "2003", "track_number": 9}' WHERE id = 1;
  INSERT INTO recordings VALUES (1, 1);
  INSERT INTO recording_songs VALUES (1, 1), (4, 1), (5, 1);
  INSERT INTO playlist_songs VALUES (2, 4, 0), (2, 6, 1), (2, 7, 2), (2, 2, 3), (2, 3, 4), (77, 1, 0), (2, 999, 9);
  INSERT INTO albums(id, identity, name, year, release_date, kind, musicbrainz_id) VALUES
    (1, 'a', '七里香', 2004, '2004-08-03', 'album', 'mb-a'), (2, 'b', 'Empty', NULL, NULL, 'ep', NULL), (3, 'c', 'Mixed', NULL, NULL, 'compilation', NULL);
  INSERT INTO album_songs VALUES (1, 1, 1, 5), (5, 2, 1, 1), (6, 3, 0, 0), (2, 3, 1, 2), (8, 2, 1, 1), (3, 99, 1, 1);
  INSERT INTO album_artists VALUES (1, 0, 7), (3, 0, 9), (3, 1, 8), (3, 2, 12345);
  INSERT INTO genres VALUES (1, 'pop', 'Pop'), (2, 'rock', 'Röck'), (3, 'none', 'None');
  INSERT INTO song_genres VALUES (1, 0, 1), (1, 1, 2), (6, 0, 2), (6, 1, 1), (2, 0, 1), (5, 0, 3), (8, 0, 3);
  INSERT INTO lyrics VALUES (1, 'h1', 'la', NULL, 'en'), (2, 'h2', 'lo', '[00:01.00]lo', NULL), (3, 'h3', 'unused', NULL, NULL);
  INSERT INTO song_lyrics VALUES (5, 2), (6, 1), (8, 3);
  INSERT INTO covers VALUES (1, 'aa', 640, 640, '#010203', x'010203'), (2, 'bb', 600, 500, '#000000', x'FF'), (3, 'cc', 1, 1, '#ffffff', x'00'),
    (4, 'dd', 2, 2, '#ffffff', x'01');
  INSERT INTO song_covers VALUES (2, 1, 'found'), (3, NULL, 'absent'), (6, 5, 'found'), (7, 3, 'found'), (1, NULL, 'pending');
  INSERT INTO album_covers VALUES (1, 2, 'found'), (3, 4, 'found');
  INSERT INTO playlist_covers VALUES (1, 1, 'found');
  INSERT INTO artist_covers VALUES (9, 4, 'found');
  INSERT INTO moved_ids VALUES ('playlist', 50, 'album', 1), ('playlist', 51, 'album', 2), ('artist', 7, 'artist', 8), ('track', 60, 'track', 2);
  INSERT INTO file_assets VALUES (9, 5, 'high', 'mp3', 70), (10, 6, 'SQ', 'flac', 10), (11, 6, 'hires', 'flac', 30), (12, 6, NULL, NULL, NULL), (13, 6, 'low', 'mp3', 2);
  INSERT INTO file_locations VALUES (9, 9, 1, 'deezer/x.mp3', 'active', 1), (10, 10, 3, 'a', 'active', 1), (11, 11, 4, 'b', 'active', 1),
    (12, 12, 2, 'c', 'active', 1), (13, 13, 1, 'd', 'active', 1), (14, 10, 1, 'a', 'active', 1), (15, 10, 2, 'a', 'active', 0);`;
