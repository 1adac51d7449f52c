import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { commandStatuses, errorClasses, itemStatuses, type StoredCommand, stageStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import type { ClusterMessage, ErrorCluster, ItemSpan, StageLane, StageMinute } from '../../core/console/job-insight.js';
import type { LogCluster } from '../../core/console/log-clusters.js';
import type { Series } from '../../core/console/series.js';

// Jobs in sums and over time, and the commands that were given to them.

const errorClass = Type.Unsafe({ type: ['string', 'null'], enum: [...errorClasses, null] });

const clusterMessage = shape<ClusterMessage>()('ClusterMessage', {
  text: Type.String({ description: 'Without numbers and quoted parts.' }),
  count: Type.Integer({ description: 'Among the items that were looked at, the newest 200 of the cluster.' }),
  itemId: Type.Integer({ description: 'An item with it.' }),
  displayText: Type.String(),
});

export const errorCluster = shape<ErrorCluster>()('ErrorCluster', {
  stageId: Type.Integer(),
  stageType: Type.String(),
  errorClass,
  source: Type.String({ description: 'May be empty.' }),
  count: Type.Integer({ description: 'Exact.' }),
  firstAt: instant(),
  lastAt: instant(),
  messages: from(({ messages }) => messages.map(clusterMessage.json), Type.Array(ref('ClusterMessage'), { description: 'At most 3.' })),
});

const stageMinute = shape<StageMinute>()('StageMinute', {
  at: instant({ description: 'When the minute began.' }),
  succeeded: Type.Integer(),
  failed: Type.Integer(),
  bytes: Type.Integer({ description: 'Of the files that arrived.' }),
});

const itemSpan = shape<ItemSpan>()('ItemSpan', {
  itemId: Type.Integer(),
  displayText: Type.String(),
  status: oneOf(itemStatuses),
  startedAt: instant(),
  endedAt: instant(),
  source: Type.String(),
});

export const stageLane = shape<StageLane>()('StageLane', {
  id: from(({ stage }) => stage.id, Type.Integer()),
  stageType: from(({ stage }) => stage.type, Type.String()),
  status: from(({ stage }) => stage.status, oneOf(stageStatuses)),
  startedAt: from(({ stage }) => stage.startedAt, instant()),
  endedAt: from(({ stage }) => stage.endedAt, instant()),
  minutes: from(
    ({ minutes }) => minutes.map(stageMinute.json),
    Type.Array(ref('StageMinute'), { description: 'Minutes in which something ended, of the last eight days.' }),
  ),
  spans: from(
    ({ spans }) => spans.map(itemSpan.json),
    Type.Array(ref('ItemSpan'), { description: 'Items that have started; none for a stage with more than 500 items.' }),
  ),
});

export const logCluster = shape<LogCluster>()('LogCluster', {
  level: Type.String(),
  text: Type.String({ description: 'Without numbers, quoted parts and the name of the item.' }),
  count: Type.Integer(),
  firstAt: instant(),
  lastAt: instant(),
  jobId: nullable('integer', { description: 'Of the newest of its lines.' }),
  logId: Type.Integer(),
});

const values = (description: string) => Type.Array(Type.Integer(), { description });

export const series = shape<Series>()('Series', {
  from: instant(),
  stepSeconds: from(() => 60, Type.Integer()),
  songs: values('Songs downloaded, oldest minute first; the last minute is not over yet.'),
  bytes: values('Of the files that arrived.'),
  failures: values('Items of any stage that failed for good.'),
});

export const command = shape<StoredCommand>()('Command', {
  id: Type.Integer(),
  type: Type.String(),
  status: oneOf(commandStatuses, { description: 'canceled: stopped before its end; what it had done stays done.' }),
  target: from(
    ({ target: { jobId, jobIds, stageId, itemId, source, errorClass: word } }) => {
      const jobs = { jobId: jobId ?? null, jobIds: jobIds ?? null };
      return { ...jobs, stageId: stageId ?? null, itemId: itemId ?? null, source: source ?? null, errorClass: word ?? null };
    },
    object({
      jobId: nullable('integer'),
      jobIds: Type.Union([Type.Array(Type.Integer()), Type.Null()], { description: 'Several jobs, in the order in which they are done.' }),
      stageId: nullable('integer'),
      itemId: nullable('integer'),
      source: nullable('string'),
      errorClass,
    }),
  ),
  affected: Type.Integer({ description: 'Items changed so far; for pause and resume, jobs.' }),
  jobsDone: Type.Integer({ description: 'Of several jobs, how many are done.' }),
  reason: nullable('string', { description: 'Why it was rejected.' }),
  createdAt: instant(),
  appliedAt: instant({ description: 'When it was applied, rejected or canceled.' }),
});

export const insightSchemas = [clusterMessage, errorCluster, stageMinute, itemSpan, stageLane, logCluster, series, command].map(
  ({ schema }) => schema,
);
