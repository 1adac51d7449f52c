import { choice, httpAddress, integer, path, text, wordList } from '@catalogsync/runtime';

/** Keys of the sources; each source is used once its keys are set. */
export const sourceKeys = {
  SUBSONIC_URL: httpAddress({
    help: 'Address of an OpenSubsonic server (Navidrome, Airsonic, Gonic, Supysonic …) to take songs from; empty for none.',
    default: '',
    defaultText: 'none',
  }),
  SUBSONIC_USER: text({ help: 'User on that server.', default: '', defaultText: 'none' }),
  SUBSONIC_PASSWORD: text({ help: 'Its password, or its key with SUBSONIC_AUTH=api-key.', default: '', defaultText: 'none', secret: true }),
  SUBSONIC_AUTH: choice(['token', 'password', 'api-key'], {
    help: 'How to log in there: a salted token; the password itself, for servers that know no tokens (only over https or at home); an API key.',
    default: 'token',
  }),
  SLSKD_URL: httpAddress({ help: 'Address of a slskd, the daemon for Soulseek; empty for none.', default: '', defaultText: 'none' }),
  SLSKD_API_KEY: text({ help: 'Its API key.', default: '', defaultText: 'none', secret: true }),
  SLSKD_DOWNLOADS_DIR: path({
    help: 'Its download folder as this machine sees it; finished files are moved out of it.',
    default: '',
    defaultText: 'none',
  }),
  SLSKD_SEARCH_SECONDS: integer({
    help: 'How long Soulseek peers have to answer a search.',
    default: 15,
    min: 5,
    max: 120,
    unit: 'seconds',
  }),
  SLSKD_QUEUE_MINUTES: integer({
    help: 'How long a file may wait in the queue of a peer before another is tried.',
    default: 10,
    min: 1,
    max: 1440,
    unit: 'minutes',
  }),
  LIDARR_URL: httpAddress({ help: 'Address of a Lidarr, for whole albums; empty for none.', default: '', defaultText: 'none' }),
  LIDARR_API_KEY: text({ help: 'Its API key.', default: '', defaultText: 'none', secret: true }),
  LIDARR_MUSIC_DIR: path({
    help: 'Its root folder as this machine sees it; files are copied, never moved.',
    default: '',
    defaultText: 'none',
  }),
  HTTP_LISTS: wordList({
    help: 'Lists of songs by address: paths or http(s) addresses of text (an address a line, M3U too), CSV (columns url, title, artist, album, duration, isrc, cover, lyrics) or JSON.',
    default: Object.freeze([]),
    defaultText: 'none',
  }),
  ARCHIVE_ENABLED: choice(['no', 'yes'], { help: 'Whether openly licensed music of the Internet Archive is a source.', default: 'no' }),
  ARCHIVE_ANY_LICENCE: choice(['no', 'yes'], {
    help: 'Whether its items that name no open licence are taken too; whether you may is for you to know.',
    default: 'no',
  }),
  ARCHIVE_COLLECTIONS: wordList({
    help: 'Its collections whose most loved items are listed as playlists and charts, such as netlabels.',
    default: Object.freeze([]),
    defaultText: 'none',
  }),
  ARCHIVE_CONTACT: text({
    help: 'A mail or web address that its operators may write to; sent as part of the program name.',
    default: '',
    defaultText: 'none',
  }),
  ARCHIVE_URL: httpAddress({ help: 'Its address; change it for a mirror.', default: 'https://archive.org' }),
  YTDLP_PROGRAM: text({
    help: 'The program yt-dlp: a path, or a name looked for in /usr/local/bin, /usr/bin, /bin and /opt/homebrew/bin.',
    default: 'yt-dlp',
  }),
  YOUTUBE_ENABLED: choice(['no', 'yes'], {
    help: 'Whether YouTube is a source, through yt-dlp; whether you may is for you to know.',
    default: 'no',
  }),
  YOUTUBE_PLAYLISTS: wordList({ help: 'Addresses of its playlists to list.', default: Object.freeze([]), defaultText: 'none' }),
  SOUNDCLOUD_ENABLED: choice(['no', 'yes'], {
    help: 'Whether SoundCloud is a source, through yt-dlp; whether you may is for you to know.',
    default: 'no',
  }),
  SOUNDCLOUD_PLAYLISTS: wordList({ help: 'Addresses of its playlists to list.', default: Object.freeze([]), defaultText: 'none' }),
} as const;
