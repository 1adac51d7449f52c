import { auditRows, countedId, optionalText, optionalWhole, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** Console access and audit, configuration and schedules. Instants in milliseconds since 1970. */

export const consoleUsers = rowSchema('console_users', {
  id: countedId,
  username: { ...text, unique: true },
  passwordHash: text,
  /** ISO text. */
  createdAt: text,
  role: textOr('operator'),
});

export const consoleTokens = rowSchema('console_tokens', {
  id: countedId,
  name: text,
  role: text,
  tokenHash: { ...text, unique: true },
  createdBy: text,
  createdAt: whole,
  expiresAt: optionalWhole,
  lastUsedAt: optionalWhole,
  revokedAt: optionalWhole,
});

/** Oldest first by number; `id` is what their users see. */
export const consoleSessions = rowSchema(
  'console_sessions',
  {
    number: countedId,
    tokenHash: { ...text, unique: true },
    id: text,
    userId: whole,
    username: text,
    passwordMark: text,
    device: text,
    address: text,
    userAgent: text,
    since: whole,
    usedAt: whole,
  },
  { indices: [{ name: 'console_sessions_of_user', columns: ['userId', 'usedAt'] }] },
);

export const consoleAudit = auditRows('console_audit');

/** Its instants are ISO text. */
export const configRevisions = rowSchema(
  'config_revisions',
  {
    id: countedId,
    filePath: textOr(''),
    contentText: textOr(''),
    contentHash: textOr(''),
    note: optionalText,
    createdAt: optionalText,
    appliedAt: optionalText,
    createdBy: optionalText,
  },
  { indices: [{ name: 'config_revisions_text', columns: ['contentHash', 'id'] }] },
);

export const configApplies = rowSchema(
  'config_applies',
  {
    id: countedId,
    revisionId: whole,
    previousRevisionId: whole,
    startedAt: whole,
    watchUntil: whole,
    /** Comma-separated names. */
    watched: text,
    outcome: textOr('open'),
    reason: textOr(''),
    endedAt: optionalWhole,
  },
  {
    indices: [
      { name: 'config_applies_of_revision', columns: ['revisionId', 'id'] },
      { name: 'config_applies_open', columns: ['outcome'], unique: true, where: "outcome = 'open'" },
    ],
  },
);

/** Lists are comma-separated. */
export const jobSchedules = rowSchema('job_schedules', {
  id: countedId,
  version: wholeOr(1),
  name: { ...text, unique: true },
  template: text,
  sources: textOr(''),
  downloadSources: textOr(''),
  pattern: text,
  timeZone: textOr(''),
  jitterSeconds: wholeOr(0),
  blackoutHours: textOr(''),
  enabled: wholeOr(1),
  firingAt: optionalWhole,
  runAt: optionalWhole,
  plannedAt: optionalWhole,
  lastRunAt: optionalWhole,
  lastJobId: optionalWhole,
  lastError: optionalText,
  createdAt: whole,
  updatedAt: whole,
});
