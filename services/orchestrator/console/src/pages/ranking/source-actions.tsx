import { type ReactElement, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Field, Select } from '../../kit/controls.js';
import { Confirm, Dialog } from '../../kit/dialog.js';
import { Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { sourceMessages } from './source-messages.js';
import { SourceTestDialog } from './source-test.js';
import styles from './sources.module.css';
import { useOrigins } from './use-origins.js';
import { useSourcesChanged } from './use-sources-changed.js';

/** What is about to be done to a source. */
export interface SourceTask {
  readonly kind: 'test' | 'pause' | 'reset';
  readonly name: string;
}

interface DialogsProps {
  readonly task: SourceTask | undefined;
  readonly sources: readonly Schemas['Source'][];
  readonly close: () => void;
}

/** One dialog of each kind for all sources. */
export const SourceDialogs = ({ task, sources, close }: DialogsProps): ReactElement => (
  <>
    <SourceTestDialog name={task?.kind === 'test' ? task.name : undefined} close={close} />
    <PauseDialog name={task?.kind === 'pause' ? task.name : undefined} close={close} />
    <ResetDialog source={task?.kind === 'reset' ? sources.find(({ name }) => name === task.name) : undefined} close={close} />
  </>
);

function PauseDialog({ name, close }: { name: string | undefined; close: () => void }): ReactElement {
  const say = useMessages(sourceMessages);
  const act = useAct();
  const changed = useSourcesChanged();
  const [busy, setBusy] = useState(false);
  const pause = async (): Promise<void> => {
    if (name === undefined) return;
    setBusy(true);
    if (await act(() => answerOf(api.POST('/api/commands', { body: { type: 'pause', source: name } })), { done: say.pausedNow(name) })) {
      close();
      await changed();
    }
    setBusy(false);
  };
  return (
    <Confirm
      open={name !== undefined}
      close={close}
      title={say.pauseTitle(name ?? '')}
      action={say.pause}
      busy={busy}
      confirm={() => void pause()}
    >
      <p>{say.pauseText}</p>
    </Confirm>
  );
}

function ResetDialog({ source, close }: { source: Schemas['Source'] | undefined; close: () => void }): ReactElement {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  const act = useAct();
  const changed = useSourcesChanged();
  const origins = useOrigins().filter((origin) => origin !== source?.name);
  const [origin, setOrigin] = useState('');
  const name = source?.name;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source begins with all platforms
  useEffect(() => setOrigin(''), [name]);
  const reset = async (): Promise<void> => {
    if (name === undefined) return;
    const call = { params: { path: { name } }, body: origin === '' ? {} : { origin } };
    if (!(await act(() => answerOf(api.POST('/api/sources/{name}/reset', call)), { done: say.resetDone }))) return;
    close();
    await changed();
  };
  const options = [{ value: '', name: say.resetForAll }, ...origins.map((value) => ({ value, name: value }))];
  return (
    <Confirm
      open={source !== undefined}
      close={close}
      title={say.resetTitle(name ?? '')}
      action={say.reset}
      danger
      confirm={() => void reset()}
    >
      <p>{say.resetText}</p>
      {source === undefined ? null : <Note>{say.resetFound(format.number(source.found), format.number(source.attempts))}</Note>}
      <Field label={say.resetFor}>
        <Select value={origin} options={options} choose={setOrigin} />
      </Field>
    </Confirm>
  );
}

/** Reads the settings of sources again and says what changed. */
export function ReloadSources(): ReactElement {
  const say = useMessages(sourceMessages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const changed = useSourcesChanged();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Schemas['ReloadedSources']>();
  const reload = async (): Promise<void> => {
    setBusy(true);
    await act(async () => setFound(await answerOf(api.POST('/api/sources/reload'))));
    setBusy(false);
    await changed();
  };
  return (
    <>
      <Button icon="retry" reason={readOnly} busy={busy} onClick={() => void reload()}>
        {say.reload}
      </Button>
      <Dialog open={found !== undefined} close={() => setFound(undefined)} title={say.reloadTitle}>
        {found === undefined ? null : <Reloaded {...found} />}
      </Dialog>
    </>
  );
}

function Reloaded({ sources, restartKeys }: Schemas['ReloadedSources']): ReactElement {
  const say = useMessages(sourceMessages);
  if (sources.length === 0 && restartKeys.length === 0) return <p>{say.nothingChanged}</p>;
  const became = ({ wasConfigured, configured }: (typeof sources)[number]): string =>
    wasConfigured === configured ? '' : ` · ${configured ? say.nowReady : say.noLonger}`;
  return (
    <div className={styles.reloaded}>
      {sources.length === 0 ? null : <h3>{say.openedAgain}</h3>}
      <ul>
        {sources.map((source) => (
          <li key={source.name}>
            <strong data-data>{source.name}</strong>
            {became(source)} <code>{source.keys.join(' ')}</code>
          </li>
        ))}
      </ul>
      {restartKeys.length === 0 ? null : (
        <>
          <h3>{say.restartNeeded}</h3>
          <code>{restartKeys.join(' ')}</code>
        </>
      )}
    </div>
  );
}
