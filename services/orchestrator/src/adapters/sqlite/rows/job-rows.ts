import { countedId, inKey, optionalText, optionalWhole, rowSchema, text, textOr, whole, wholeOr } from '@catalogsync/sqlite';

/** References are plain numbers, because the history outlives its subjects. Instants are ISO text in UTC. */

export const jobRuns = rowSchema(
  'job_runs',
  {
    id: countedId,
    jobType: textOr(''),
    configSnapshotJson: textOr('{}'),
    sources: textOr(''),
    downloadSources: textOr(''),
    playlistScopeJson: textOr('{}'),
    status: textOr('queued'),
    createdAt: optionalText,
    startedAt: optionalText,
    endedAt: optionalText,
    lastError: optionalText,
    pausedBy: optionalText,
    pausedVolume: optionalText,
    resumeWanted: wholeOr(0),
  },
  { indices: [{ name: 'job_runs_by_status', columns: ['status', 'id'] }] },
);

export const jobStages = rowSchema(
  'job_stages',
  {
    id: countedId,
    jobRunId: wholeOr(0),
    stageType: textOr(''),
    seqNo: wholeOr(0),
    status: textOr('pending'),
    startedAt: optionalText,
    endedAt: optionalText,
    planned: wholeOr(0),
    round: wholeOr(1),
    runAt: wholeOr(0),
    failures: wholeOr(0),
    flawed: wholeOr(0),
    lastError: optionalText,
    itemsPending: wholeOr(0),
    itemsRunning: wholeOr(0),
    itemsSucceeded: wholeOr(0),
    itemsFailed: wholeOr(0),
    itemsInterrupted: wholeOr(0),
    itemsCanceled: wholeOr(0),
  },
  {
    indices: [
      { name: 'job_stages_by_run', columns: ['jobRunId', 'seqNo'] },
      { name: 'job_stages_by_type', columns: ['stageType', 'id'] },
      { name: 'job_stages_with_pending', columns: ['id'], where: 'items_pending > 0' },
      { name: 'job_stages_with_running', columns: ['id'], where: 'items_running > 0' },
      { name: 'job_stages_with_failed', columns: ['id'], where: 'items_failed > 0' },
      { name: 'job_stages_with_interrupted', columns: ['id'], where: 'items_interrupted > 0' },
    ],
  },
);

export const jobItems = rowSchema(
  'job_items',
  {
    id: countedId,
    jobStageId: wholeOr(0),
    itemType: textOr(''),
    itemKey: textOr(''),
    playlistPoolId: optionalWhole,
    playlistId: optionalWhole,
    songId: optionalWhole,
    fileLocationId: optionalWhole,
    payloadJson: textOr('{}'),
    resultJson: optionalText,
    status: textOr('pending'),
    workerId: optionalWhole,
    attempts: wholeOr(0),
    startedAt: optionalText,
    endedAt: optionalText,
    lastError: optionalText,
    source: textOr(''),
    displayText: textOr(''),
    failures: wholeOr(0),
    fence: wholeOr(0),
    runAt: wholeOr(0),
    leaseUntil: optionalWhole,
    errorClass: optionalText,
    planRound: wholeOr(0),
  },
  {
    indices: [
      { name: 'job_items_by_stage', columns: ['jobStageId', 'status', 'id'] },
      { name: 'job_items_key', columns: ['jobStageId', 'itemKey'], unique: true, where: 'plan_round > 0' },
      { name: 'job_items_claimable', columns: ['jobStageId', 'source', 'runAt', 'id'], where: "status = 'pending'" },
      { name: 'job_items_by_error', columns: ['jobStageId', 'status', 'errorClass', 'id'], where: 'error_class IS NOT NULL' },
      { name: 'job_items_by_cause', columns: ['jobStageId', 'errorClass', 'source', 'endedAt'], where: "status = 'failed'" },
      { name: 'job_items_by_song', columns: ['songId', 'id'], where: 'song_id IS NOT NULL' },
    ],
  },
);

export const jobWorkers = rowSchema(
  'job_workers',
  {
    id: countedId,
    workerName: textOr(''),
    status: textOr('idle'),
    currentSongId: optionalWhole,
    currentPlaylistId: optionalWhole,
    currentDisplayText: optionalText,
    bytesPerSecond: wholeOr(0),
    heartbeatAt: optionalText,
  },
  { indices: [{ name: 'job_workers_identity', columns: ['workerName'], unique: true }] },
);

export const jobCommands = rowSchema(
  'job_commands',
  {
    id: countedId,
    commandType: textOr(''),
    jobRunId: optionalWhole,
    targetItemId: optionalWhole,
    status: textOr('pending'),
    reason: optionalText,
    createdAt: optionalText,
    appliedAt: optionalText,
    jobStageId: optionalWhole,
    source: optionalText,
    errorClass: optionalText,
    cursorId: wholeOr(0),
    affected: wholeOr(0),
    /** Comma-separated. */
    targetJobIds: optionalText,
    jobsDone: wholeOr(0),
    seen: optionalWhole,
  },
  { indices: [{ name: 'job_commands_by_status', columns: ['status', 'id'] }] },
);

export const jobEvents = rowSchema(
  'job_events',
  {
    id: countedId,
    jobRunId: wholeOr(0),
    jobItemId: optionalWhole,
    eventType: textOr(''),
    message: textOr(''),
    createdAt: optionalText,
  },
  { indices: [{ name: 'job_events_by_run', columns: ['jobRunId', 'id'] }] },
);

export const jobLogs = rowSchema(
  'job_logs',
  {
    id: countedId,
    jobRunId: optionalWhole,
    jobStageId: optionalWhole,
    jobItemId: optionalWhole,
    level: textOr('info'),
    message: textOr(''),
    createdAt: optionalText,
  },
  {
    indices: [
      { name: 'job_logs_by_run', columns: ['jobRunId', 'id'] },
      { name: 'job_logs_by_level', columns: ['level', 'id'] },
      { name: 'job_logs_by_run_and_level', columns: ['jobRunId', 'level', 'id'] },
      { name: 'job_logs_by_item', columns: ['jobItemId', 'id'], where: 'job_item_id IS NOT NULL' },
    ],
  },
);

/** What ended in each stage, by minute since 1970. */
export const jobStageMinutes = rowSchema(
  'job_stage_minutes',
  { jobStageId: inKey(whole), minute: inKey(whole), succeeded: whole, failed: whole, bytes: whole },
  { indices: [{ name: 'job_stage_minutes_by_time', columns: ['minute'] }], withoutRowid: true },
);

/** Failed items of each stage, counted by triggers; no class is the empty text. */
export const jobStageFailures = rowSchema(
  'job_stage_failures',
  { jobStageId: inKey(whole), errorClass: inKey(text), source: inKey(text), count: whole },
  { withoutRowid: true },
);

export const jobHolds = rowSchema('job_holds', { kind: inKey(text), name: inKey(text), since: text }, { withoutRowid: true });

/** Instants in milliseconds since 1970. */
export const jobEngineStarts = rowSchema(
  'job_engine_starts',
  { id: inKey(whole), startedAt: whole, endedAt: optionalWhole, crashedAt: optionalWhole },
  {
    indices: [
      { name: 'job_engine_starts_open', columns: ['id'], where: 'ended_at IS NULL' },
      { name: 'job_engine_crashes', columns: ['crashedAt'], where: 'crashed_at IS NOT NULL' },
    ],
  },
);
