import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Check, Field, Input, Select } from '../../kit/controls.js';
import { Dialog } from '../../kit/dialog.js';
import { ErrorNote } from '../../kit/feedback.js';
import { tell } from '../../kit/toast.js';
import { words } from '../../kit/words.js';
import { templateNames } from '../../language/job-words.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { cronWords } from './cron-words.js';
import styles from './jobs.module.css';
import { bodyOfSchedule, type Schedule } from './schedule-body.js';
import { SourceChoice } from './source-choice.js';
import { scheduleMessages } from './start-messages.js';
import { useTemplates } from './use-templates.js';

type Draft = ReturnType<typeof bodyOfSchedule>;

const fresh: Draft = {
  ...{ name: '', template: 'full', sources: [], downloadSources: [], pattern: '0 3 * * *', timeZone: '' },
  ...{ jitterSeconds: 0, blackoutHours: [], enabled: true },
};
const presets = ['0 3 * * *', '30 6 * * 1-5', '0 4 * * 0', '0 */6 * * *'];

/** A schedule to be made or changed; problems come from the service when it is saved. */
export function ScheduleSheet({ edited, close }: { edited: Schedule | 'new' | undefined; close: () => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(scheduleMessages) };
  const readOnly = useReadOnlyReason();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(edited === undefined || edited === 'new' ? fresh : bodyOfSchedule(edited));
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await (typeof edited === 'object'
        ? answerOf(api.PUT('/api/schedules/{id}', { params: { path: { id: edited.id } }, body: draft }))
        : answerOf(api.POST('/api/schedules', { body: draft })));
      tell(say.saved);
      await queries.invalidateQueries({ queryKey: ['schedules'] });
      close();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const actions = (
    <>
      <Button onClick={close}>{say.cancel}</Button>
      <Button kind="main" type="submit" form="schedule" busy={busy} reason={readOnly}>
        {say.save}
      </Button>
    </>
  );
  return (
    <Dialog open={edited !== undefined} close={close} title={edited === 'new' ? say.add : say.edit} actions={actions}>
      <form id="schedule" className={styles.group} onSubmit={(event) => void save(event)}>
        {problem === undefined ? null : <ErrorNote error={problem} title={say.notSaved} />}
        <Fields draft={draft} change={change} />
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

function Fields({ draft, change }: FieldsProps): ReactElement {
  const say = useMessages(scheduleMessages);
  const kinds = useMessages(templateNames);
  const templates = useTemplates();
  return (
    <>
      <div className={styles.pair}>
        <Field label={say.name}>
          <Input value={draft.name} required maxLength={100} onChange={({ target }) => change({ name: target.value })} />
        </Field>
        <Field label={say.kind}>
          <Select
            value={draft.template}
            options={templates.names.map((value) => ({ value, name: kinds[value] }))}
            choose={(value) => change({ template: templates.names.find((name) => name === value) ?? draft.template })}
          />
        </Field>
      </div>
      <PatternField draft={draft} change={change} />
      <SourceChoice
        needs={templates.needs(draft.template)}
        chosen={draft}
        choose={({ sources, downloadSources }) => change({ sources: [...sources], downloadSources: [...downloadSources] })}
      />
      <Finer draft={draft} change={change} />
      <Check label={say.enabled} checked={draft.enabled} choose={(enabled) => change({ enabled })} />
    </>
  );
}

function PatternField({ draft: { pattern }, change }: FieldsProps): ReactElement {
  const say = useMessages(scheduleMessages);
  const language = useLanguage();
  const read = cronWords(pattern, language);
  return (
    <>
      <Field label={say.pattern} help={read === pattern ? say.patternHelp : say.reads(read)}>
        <Input
          value={pattern}
          required
          spellCheck={false}
          autoCapitalize="off"
          onChange={({ target }) => change({ pattern: target.value })}
        />
      </Field>
      <fieldset className={styles.presets} aria-label={say.presets}>
        {presets.map((preset) => (
          <Button key={preset} aria-pressed={preset === pattern} onClick={() => change({ pattern: preset })}>
            {cronWords(preset, language)}
          </Button>
        ))}
      </fieldset>
    </>
  );
}

/** A comma, also a Chinese one, between two ranges. */
const rangesOf = (text: string): string[] =>
  text
    .split(/[,，;\s]+/)
    .map((range) => range.trim())
    .filter(Boolean);

function Finer({ draft, change }: FieldsProps): ReactElement {
  const say = useMessages(scheduleMessages);
  const [blackout, setBlackout] = useState(draft.blackoutHours.join(', '));
  return (
    <div className={styles.pair}>
      <Field label={say.zone} help={say.zoneHelp}>
        <Input
          value={draft.timeZone}
          placeholder="Asia/Shanghai"
          spellCheck={false}
          onChange={({ target }) => change({ timeZone: target.value })}
        />
      </Field>
      <Field label={say.jitter} help={say.jitterHelp}>
        <Input
          type="number"
          min={0}
          max={1440}
          value={Math.round(draft.jitterSeconds / 60)}
          onChange={({ target }) => change({ jitterSeconds: Math.round(Number(target.value) * 60) })}
        />
      </Field>
      <Field label={say.blackout} help={say.blackoutHelp}>
        <Input
          value={blackout}
          onChange={({ target }) => {
            setBlackout(target.value);
            change({ blackoutHours: rangesOf(target.value) });
          }}
        />
      </Field>
    </div>
  );
}
