import { inKey, optionalText, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** Instants are milliseconds since 1970. */

export const downloads = rowSchema(
  'downloads',
  {
    seq: inKey(whole),
    downloadId: { ...text, unique: true },
    requestKey: text,
    requestJson: text,
    holder: textOr(''),
    state: text,
    fileJson: optionalText,
    errorCode: optionalText,
    errorMessage: textOr(''),
    errorHint: textOr(''),
    released: wholeOr(0),
    createdAt: whole,
    updatedAt: whole,
    endedAt: wholeOr(0),
    platform: textOr(''),
    remoteId: textOr(''),
  },
  {
    indices: [
      { name: 'downloads_active', columns: ['requestKey'], unique: true, where: "state IN ('queued', 'running', 'interrupted')" },
      { name: 'downloads_ready', columns: ['requestKey', 'seq'], where: "state = 'succeeded' AND released = 0" },
      { name: 'downloads_by_state', columns: ['state', 'seq'] },
      { name: 'downloads_song', columns: ['platform', 'remoteId', 'seq'], where: "remote_id <> ''" },
    ],
  },
);

export const downloadAttempts = rowSchema(
  'download_attempts',
  {
    downloadId: { ...inKey(text), foreignKey: { target: 'downloads', inverseSide: 'downloadId', onDelete: 'CASCADE' } },
    position: inKey(whole),
    source: text,
    remoteId: text,
    outcome: text,
    code: text,
    message: text,
    startedAt: whole,
    elapsedMs: whole,
  },
  { withoutRowid: true },
);

export const quarantinedFiles = rowSchema(
  'quarantined_files',
  {
    seq: inKey(whole),
    quarantineId: { ...text, unique: true },
    downloadId: text,
    path: text,
    source: text,
    remoteId: text,
    reason: text,
    detail: text,
    sha256: text,
    audioJson: optionalText,
    fileSizeBytes: whole,
    state: text,
    createdAt: whole,
  },
  {
    indices: [
      { name: 'quarantined_files_held', columns: ['seq'], where: "state = 'held'" },
      { name: 'quarantined_files_track', columns: ['source', 'remoteId'], where: "state = 'held'" },
      { name: 'quarantined_files_download', columns: ['downloadId'] },
    ],
  },
);
