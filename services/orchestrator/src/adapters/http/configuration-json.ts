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
  default_value: from((shown) => shown.default, nullable('string')),
  help: Type.String(),
  secret: Type.Boolean(),
  belongs_to: oneOf(['machine', 'work'], {
    description: 'A key of the machine is changed only by the command line of the machine itself.',
  }),
});

export const settingsProblem = shape<Problem>()('SettingsProblem', {
  key: Type.String({ description: 'Empty if no key is concerned.' }),
  line: from(({ line }) => line || undefined, nullable('integer', { description: 'From 1; null if no line is concerned.' })),
  message: Type.String(),
});

export const configuration = shape<ConfigurationView & { readonly runtime: Readonly<Record<string, string>> }>()('Configuration', {
  file_path: Type.String(),
  content_text: Type.String({ description: 'The current file.' }),
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
  file_path: Type.String(),
  content_hash: Type.String({ description: 'SHA-256, hexadecimal.' }),
  note: Type.String(),
  created_at: instant(),
  applied_at: instant(),
  in_force: Type.Boolean({ description: 'The file contains exactly this text.' }),
  watched_until: instant({ description: 'On trial until then.' }),
  returned_at: from(({ returned }) => returned?.at, instant({ description: 'When it was rolled back automatically.' })),
  return_reason: from(({ returned }) => returned?.reason, nullable('string')),
});

export const revisionWithText = shape<ShownRevision & { readonly contentText: string }>()('RevisionWithText', {
  ...revision.fields,
  content_text: Type.String(),
});

const names = Type.Array(Type.String());

export const appliedRevision = shape<Applied>()('AppliedRevision', {
  revision: from((applied) => revision.json({ ...applied.revision, inForce: true }), ref('Revision')),
  previous_revision_id: from(
    ({ previousId }) => previousId,
    Type.Integer({ description: 'The revision with the previous text of the file.' }),
  ),
  restart_keys: Type.Unsafe({ ...names, description: 'Keys with a changed value.' }),
  restart_services: Type.Unsafe({ ...names, description: 'Services that must be restarted by hand.' }),
  restarted_services: Type.Unsafe({ ...names, description: 'Services that are being restarted now.' }),
});

const sourceNames = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 });

/** The fields of a schedule that a user sets; the schedules themselves check the less obvious ranges. */
export const scheduleBody = object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  template: oneOf(templateNames),
  sources: Type.Optional(sourceNames),
  download_sources: Type.Optional(sourceNames),
  pattern: Type.String({ maxLength: 200, description: 'Cron pattern of five fields, or six with seconds first.' }),
  time_zone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name; if absent or empty, the time zone of the machine.' })),
  jitter_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  blackout_hours: Type.Optional(Type.Array(Type.String({ maxLength: 16 }), { maxItems: 24, description: 'Such as 22:00-06:30.' })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
});

export function scheduleTextOf(body: Static<typeof scheduleBody>): ScheduleText {
  const { name, template, pattern, sources = [], enabled = true } = body;
  return {
    ...{ name, template, pattern, sources, enabled },
    downloadSources: body.download_sources ?? [],
    timeZone: body.time_zone ?? '',
    jitterSeconds: body.jitter_seconds ?? 0,
    blackoutHours: body.blackout_hours ?? [],
  };
}

export const schedule = shape<Schedule>()('Schedule', {
  id: Type.Integer(),
  name: Type.String(),
  template: oneOf(templateNames),
  sources: Type.Array(Type.String()),
  download_sources: Type.Array(Type.String()),
  pattern: Type.String(),
  time_zone: Type.String(),
  jitter_seconds: Type.Integer(),
  blackout_hours: from(({ blackoutHours }) => blackoutHours.map(printBlackout), Type.Array(Type.String())),
  enabled: Type.Boolean(),
  next_run_at: from(({ plan }) => plan?.runAt, instant()),
  last_run_at: instant(),
  last_job_id: nullable('integer'),
  last_error: nullable('string', { description: 'Why the last run could not start.' }),
});

export const configurationSchemas = [setting, settingsProblem, configuration, revision, revisionWithText, appliedRevision, schedule].map(
  ({ schema }) => schema,
);
