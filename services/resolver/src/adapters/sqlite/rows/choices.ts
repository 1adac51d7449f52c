import { inKey, rowSchema, text, whole } from '@catalogsync/sqlite';

/** Instants are milliseconds since 1970. */

export const manualMatches = rowSchema(
  'manual_matches',
  { platform: inKey(text), remoteId: inKey(text), source: text, sourceRemoteId: text, note: text, createdAt: whole },
  { withoutRowid: true },
);

export const rejectedFiles = rowSchema(
  'rejected_files',
  { sha256: inKey(text), source: inKey(text), remoteId: inKey(text), reason: text, createdAt: whole },
  { withoutRowid: true, indices: [{ name: 'rejected_files_content', columns: ['sha256'], where: "sha256 <> ''" }] },
);
