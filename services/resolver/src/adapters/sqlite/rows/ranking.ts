import { countedId, inKey, optionalText, real, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** An earlier tool's upsert names neither of the columns. */
const textNow = { type: 'text', default: () => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" } as const;

/** The table of earlier tools; its instants are ISO text. */
export const sourceStatistics = rowSchema(
  'resolver_source_stats',
  {
    originSource: inKey(text),
    candidateSource: inKey(text),
    attemptCount: wholeOr(0),
    resolveSuccessCount: wholeOr(0),
    lastAttemptAt: optionalText,
    lastSuccessAt: optionalText,
    createdAt: textNow,
    updatedAt: textNow,
  },
  { indices: [{ name: 'idx_resolver_source_stats_origin', columns: ['originSource'] }] },
);

export const origins = rowSchema('resolver_origins', { originSource: inKey(text), attempts: whole }, { withoutRowid: true });

export const sourceEvidence = rowSchema(
  'resolver_source_evidence',
  {
    originSource: inKey(text),
    candidateSource: inKey(text),
    asOf: whole,
    successes: real,
    failures: real,
    costMs: real,
    costWeight: real,
    faultCount: wholeOr(0),
    verifiedCount: wholeOr(0),
    refutedCount: wholeOr(0),
  },
  { withoutRowid: true },
);

export const decisions = rowSchema(
  'resolver_decisions',
  {
    decisionId: countedId,
    originSource: text,
    decidedAt: whole,
    policy: text,
    song: text,
    whyJson: text,
    platform: textOr(''),
    remoteId: textOr(''),
    resultJson: optionalText,
  },
  {
    indices: [
      { name: 'resolver_decisions_origin', columns: ['originSource', 'decisionId'] },
      { name: 'resolver_decisions_song', columns: ['platform', 'remoteId', 'decisionId'], where: "remote_id <> ''" },
    ],
  },
);
