import { closed, nullable, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { Applied } from '../../core/configuration/apply-revision.js';
import type { ConfigurationView, ShownRevision } from '../../core/configuration/configuration.js';
import type { Problem, Setting } from '../../core/configuration/settings.js';
import { printBlackout } from '../../core/schedules/blackout.js';
import type { ScheduleText } from '../../core/schedules/parse-schedule.js';
import type { Schedule } from '../../core/schedules/schedule.js';
import { templateNames } from '../../core/templates/templates.js';
import { instant, isoOf } from './schema-parts.js';

// Settings, their revisions and schedules as the console's API shows them. Secrets are already masked.

const setting = Type.Object(
  {
    key: Type.String(),
    value: Type.String(),
    origin: oneOf(['default', 'file', 'environment']),
    group: Type.String(),
    kind: Type.String(),
    range: Type.String(),
    default_value: nullable('string'),
    help: Type.String(),
    secret: Type.Boolean(),
  },
  { $id: 'Setting', ...closed },
);

function settingJson({ name, value, from, group, kind, range, help, secret, ...rest }: Setting) {
  return { key: name, value, origin: from, group, kind, range, default_value: rest.default, help, secret };
}

const problem = Type.Object(
  {
    key: Type.String({ description: 'Empty if no key is concerned.' }),
    line: nullable('integer', { description: 'From 1; null if no line is concerned.' }),
    message: Type.String(),
  },
  { $id: 'SettingsProblem', ...closed },
);

export function settingsProblemJson({ key, line, message }: Problem) {
  return { key, line: line === 0 ? null : line, message };
}

const configuration = Type.Object(
  {
    file_path: Type.String(),
    content_text: Type.String({ description: 'The current file.' }),
    settings: Type.Array(ref('Setting')),
    problems: Type.Array(ref('SettingsProblem'), { description: 'Problems with the current file.' }),
    runtime: Type.Unsafe({
      type: 'object',
      additionalProperties: { type: 'string' },
      description: 'The effective configuration of this service.',
    }),
  },
  { $id: 'Configuration', ...closed },
);

export function configurationJson(view: ConfigurationView, runtime: Readonly<Record<string, string>>) {
  const { filePath, contentText, settings, problems } = view;
  return {
    file_path: filePath,
    content_text: contentText,
    settings: settings.map(settingJson),
    problems: problems.map(settingsProblemJson),
    runtime,
  };
}

const revisionFields = {
  id: Type.Integer(),
  file_path: Type.String(),
  content_hash: Type.String({ description: 'SHA-256, hexadecimal.' }),
  note: Type.String(),
  created_at: instant,
  applied_at: instant,
  in_force: Type.Boolean({ description: 'The file contains exactly this text.' }),
  watched_until: Type.Unsafe({ type: ['string', 'null'], format: 'date-time', description: 'On trial until then.' }),
  returned_at: Type.Unsafe({ type: ['string', 'null'], format: 'date-time', description: 'When it was rolled back automatically.' }),
  return_reason: nullable('string'),
};
const revision = Type.Object(revisionFields, { $id: 'Revision', ...closed });
const revisionWithText = Type.Object({ ...revisionFields, content_text: Type.String() }, { $id: 'RevisionWithText', ...closed });

export function revisionJson({ id, filePath, contentHash, note, createdAt, appliedAt, inForce, watchedUntil, returned }: ShownRevision) {
  return {
    id,
    file_path: filePath,
    content_hash: contentHash,
    note,
    created_at: isoOf(createdAt),
    applied_at: isoOf(appliedAt),
    in_force: inForce,
    watched_until: isoOf(watchedUntil),
    returned_at: isoOf(returned?.at),
    return_reason: returned?.reason ?? null,
  };
}

const names = Type.Array(Type.String());
const applied = Type.Object(
  {
    revision: ref('Revision'),
    previous_revision_id: Type.Integer({ description: 'The revision with the previous text of the file.' }),
    restart_keys: Type.Unsafe({ ...names, description: 'Keys with a changed value.' }),
    restart_services: Type.Unsafe({ ...names, description: 'Services that must be restarted by hand.' }),
    restarted_services: Type.Unsafe({ ...names, description: 'Services that are being restarted now.' }),
  },
  { $id: 'AppliedRevision', ...closed },
);

export function appliedJson({ revision: found, previousId, restartKeys, restartServices, restartedServices }: Applied) {
  return {
    revision: revisionJson({ ...found, inForce: true }),
    previous_revision_id: previousId,
    restart_keys: restartKeys,
    restart_services: restartServices,
    restarted_services: restartedServices,
  };
}

const sourceNames = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 32 });

/** The fields of a schedule that a user sets; the schedules themselves check the less obvious ranges. */
export const scheduleBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    template: oneOf(templateNames),
    sources: Type.Optional(sourceNames),
    download_sources: Type.Optional(sourceNames),
    pattern: Type.String({ maxLength: 200, description: 'Cron pattern of five fields, or six with seconds first.' }),
    time_zone: Type.Optional(Type.String({ maxLength: 64, description: 'IANA name; if absent or empty, the time zone of the machine.' })),
    jitter_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
    blackout_hours: Type.Optional(Type.Array(Type.String({ maxLength: 16 }), { maxItems: 24, description: 'Such as 22:00-06:30.' })),
    enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  closed,
);

interface ScheduleBody {
  readonly name: string;
  readonly template: string;
  readonly sources?: readonly string[];
  readonly download_sources?: readonly string[];
  readonly pattern: string;
  readonly time_zone?: string;
  readonly jitter_seconds?: number;
  readonly blackout_hours?: readonly string[];
  readonly enabled?: boolean;
}

export function scheduleTextOf(body: ScheduleBody): ScheduleText {
  const { name, template, pattern, sources = [], download_sources = [], time_zone = '', jitter_seconds = 0, enabled = true } = body;
  const settings = { name, template, pattern, sources, enabled };
  return {
    ...settings,
    downloadSources: download_sources,
    timeZone: time_zone,
    jitterSeconds: jitter_seconds,
    blackoutHours: body.blackout_hours ?? [],
  };
}

const schedule = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    template: oneOf(templateNames),
    sources: Type.Array(Type.String()),
    download_sources: Type.Array(Type.String()),
    pattern: Type.String(),
    time_zone: Type.String(),
    jitter_seconds: Type.Integer(),
    blackout_hours: Type.Array(Type.String()),
    enabled: Type.Boolean(),
    next_run_at: instant,
    last_run_at: instant,
    last_job_id: nullable('integer'),
    last_error: nullable('string', { description: 'Why the last run could not start.' }),
  },
  { $id: 'Schedule', ...closed },
);

export function scheduleJson(found: Schedule) {
  return {
    id: found.id,
    name: found.name,
    template: found.template,
    sources: found.sources,
    download_sources: found.downloadSources,
    pattern: found.pattern,
    time_zone: found.timeZone,
    jitter_seconds: found.jitterSeconds,
    blackout_hours: found.blackoutHours.map(printBlackout),
    enabled: found.enabled,
    next_run_at: isoOf(found.plan?.runAt),
    last_run_at: isoOf(found.lastRunAt),
    last_job_id: found.lastJobId ?? null,
    last_error: found.lastError ?? null,
  };
}

export const configurationSchemas = [setting, problem, configuration, revision, revisionWithText, applied, schedule];
