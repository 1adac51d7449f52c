/**
 * In which order the folders of a core, a library or the command stand, from use cases down to values: files import from their
 * own folder and from those after it. `.` are the files beside the folders, without the entry (index.ts). With every folder in
 * its place there is no circle of folders; boundaries.spec.ts expects every one to be here.
 */
export const folderOrder = {
  'cli/src': ['.', 'commands', 'demo', 'doctor', 'suites', 'host', 'report', 'home', 'clients'],
  'libs/catalog/src': ['matching', 'layout', 'quality', 'folding', 'media-type', 'storage', 'platform'],
  'libs/job-engine/src': ['.', 'work', 'turn', 'records'],
  'libs/object-storage/src': ['testing', 's3', '.'],
  'libs/rpc/src': ['.', 'access', 'status'],
  'libs/runtime/src': ['.', 'config', 'log', 'metrics'],
  'libs/snapshot-format/src': ['.', 'documents', 'search'],
  'libs/testkit/src': ['platforms', 'jellyfin', 'plex', 'subsonic', 'openapi', 'object-servers', '.'],
  'services/media-server/src/core': ['check', 'mirror', 'changes', 'scan', 'engine', 'servers'],
  'services/origin/src/core': ['stream'],
  'services/orchestrator/src/core': [
    ...[
      'songs',
      'console',
      'configuration',
      'library',
      'jobs',
      'download',
      'collect',
      'sync',
      'publish',
      'media-server',
      'lyrics',
      'covers',
      'upkeep',
    ],
    ...[
      'recordings',
      'following',
      'artists',
      'albums',
      'register',
      'schedules',
      'upload',
      'playlist-file',
      'playlist-forms',
      'templates',
      'import',
      'catalogue',
      'sources',
    ],
  ],
  'services/public-api/src/core': ['readiness', 'snapshot', 'search', 'catalogue', 'covers', 'playback', 'limits'],
  'services/resolver/src/core': [
    ...['stories', 'covers', 'downloads', 'resolve', 'lyrics', 'library', 'candidates', 'verification'],
    ...['reload', 'ranking', 'choices', 'gate', 'sources'],
  ],
  'services/snapshot/src/core': ['pairing', 'publication'],
};
