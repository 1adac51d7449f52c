import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { type Static, Type } from 'typebox';
import type { Applied } from '../../core/configuration/apply-revision.js';
import type { ConfigurationView, ShownRevision } from '../../core/configuration/configuration.js';
import type { Problem, Setting } from '../../core/configuration/settings.js';
import { printBlackout } from '../../core/schedules/blackout.js';
import type { ScheduleText } from '../../core/schedules/parse-schedule.js';
import type { Schedule } from '../../core/schedules/schedule.js';
import { templateNames } from '../../core/templates/templates.js';

// Settings, their revisions and schedules as the console's API shows them. Secrets are already masked.

const setting = shape<Setting>()('Setting', {
  key: from(({ name }) => name, Type.String()),
  value: Type.String(),
  origin: from((shown) => shown.from, oneOf(['default', 'file', 'environment'])),
  group: Type.String(),
  kind: Type.String(),
  range: Type.String(),
  defaultValue: from((shown) => shown.default, nullable('string')),
  help: Type.String(),
  secret: Type.Boolean(),
  belongsTo: oneOf(['machine', 'work'], {
    description: 'A key of the machine is changed only by the command line of the machine itself.',
  }),
});

export const settingsProblem = shape<Problem>()('SettingsProblem', {
  key: Type.String({ description: 'Empty if no key is concerned.' }),
  line: from(({ line }) => line || undefined, nullable('integer', { description: 'From 1; null if no line is concerned.' })),
  message: Type.String(),
});

export const configuration = shape<ConfigurationView & { readonly runtime: Readonly<Record<string, string>> }>()('Configuration', {
  filePath: Type.String(),
  contentText: Type.String({ description: 'The current file.' }),
  settings: from(({ settings }) => settings.map(setting.json), Type.Array(ref('Setting'))),
  problems: from(
    ({ problems }) => problems.map(settingsProblem.json),
    Type.Array(ref('SettingsProblem'), { description: 'Problems with the current file.' }),
  ),
  runtime: Type.Unsafe({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'The effective configuration of this service.',
  }),
});

export const revision = shape<ShownRevision>()('Revision', {
  id: Type.Integer(),
  filePath: Type.String(),
  contentHash: Type.String({ description: 'SHA-256, hexadecimal.' }),
  note: Type.String(),
  createdAt: instant(),
  createdBy: nullable('string', { description: 'Who saved it, as in the audit log; null for older ones.' }),
  appliedAt: instant(),
  inForce: Type.Boolean({ description: 'The file contains exactly this text.' }),
  watchedUntil: instant({ description: 'On trial until then.' }),
  returnedAt: from(({ returned }) => returned?.at, instant({ description: 'When it was rolled back automatically.' })),
  returnReason: from(({ returned }) => returned?.reason, nullable('string')),
});

export const revisionWithText = shape<ShownRevision & { readonly contentText: string }>()('RevisionWithText', {
  ...revision.fields,
  contentText: Type.String(),
});

const names = Type.Array(Type.String());

export const appliedRevision = shape<Applied>()('AppliedRevision', {
  revision: from((applied) => revision.json({ ...applied.revision, inForce: true }), ref('Revision')),
  previousRevisionId: from(
    ({ previousId }) => previousId,
    Type.Integer({ description: 'The revision with the previous text of the file.' }),
  ),
  restartKeys: Type.Unsafe({ ...names, description: 'Keys with a changed value.' }),
  restartServices: Type.Unsafe({ ...names, description: 'Services that must be restarted by hand.' }),
  restartedServices: Type.Unsafe({ ...names, description: 'Services that are being restarted now.' }),
});

const sourceNames = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 });

/** The fields of a schedule that a user sets; the schedules themselves check the less obvious ranges. */
export const scheduleBody = object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  template: oneOf(templateNames),
  sources: Type.Optional(sourceNames),
  downloadSources: Type.Optional(sourceNames),
  pattern: Type.String({ maxLength: 200, description: 'Cron pattern of five fields, or six with seconds first.' }),
  timeZone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name; if absent or empty, the time zone of the machine.' })),
  jitterSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  blackoutHours: Type.Optional(Type.Array(Type.String({ maxLength: 16 }), { maxItems: 24, description: 'Such as 22:00-06:30.' })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
});

export function scheduleTextOf(body: Static<typeof scheduleBody>): ScheduleText {
  const { name, template, pattern, sources = [], enabled = true } = body;
  return {
    ...{ name, template, pattern, sources, enabled },
    downloadSources: body.downloadSources ?? [],
    timeZone: body.timeZone ?? '',
    jitterSeconds: body.jitterSeconds ?? 0,
    blackoutHours: body.blackoutHours ?? [],
  };
}

export const schedule = shape<Schedule>()('Schedule', {
  id: Type.Integer(),
  name: Type.String(),
  template: oneOf(templateNames),
  sources: Type.Array(Type.String()),
  downloadSources: Type.Array(Type.String()),
  pattern: Type.String(),
  timeZone: Type.String(),
  jitterSeconds: Type.Integer(),
  blackoutHours: from(({ blackoutHours }) => blackoutHours.map(printBlackout), Type.Array(Type.String())),
  enabled: Type.Boolean(),
  nextRunAt: from(({ plan }) => plan?.runAt, instant()),
  lastRunAt: instant(),
  lastJobId: nullable('integer'),
  lastError: nullable('string', { description: 'Why the last run could not start.' }),
});

export const configurationSchemas = [setting, settingsProblem, configuration, revision, revisionWithText, appliedRevision, schedule].map(
  ({ schema }) => schema,
);
