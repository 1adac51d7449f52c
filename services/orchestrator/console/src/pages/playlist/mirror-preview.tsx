import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Check } from '../../kit/controls.js';
import { Confirm } from '../../kit/dialog.js';
import { ErrorNote, Skeleton } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Note } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { asSaid, Said } from '../../kit/said.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { ChangeCounts, ChangeMark } from './change-marks.js';
import { FoldedList } from './folded-list.js';
import { historyMessages, mirrorMessages } from './messages.js';
import styles from './playlist.module.css';
import { type Playlist, usePlaylistChanged } from './use-playlist.js';
import { type Preview, usePreview } from './use-preview.js';

/** What would change on the media server; asked for by hand, because the server must be asked for each song. */
export function MirrorPreview({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(mirrorMessages);
  const readOnly = useReadOnlyReason();
  const preview = usePreview(playlist.id);
  const { data, isPending, error } = preview;
  const look = (
    <Button icon="search" reason={readOnly} busy={isPending} onClick={() => preview.mutate()}>
      {data === undefined ? say.preview : say.again}
    </Button>
  );
  return (
    <Card title={say.previewTitle} actions={look}>
      {data === undefined && !isPending && error === null ? <Note>{say.previewWhy}</Note> : null}
      {isPending ? (
        <div role="status">
          <Note>{say.asking}</Note>
          {data === undefined ? <Skeleton rows={3} /> : null}
        </div>
      ) : null}
      {error === null || isPending ? null : <ErrorNote error={error} />}
      {data === undefined ? null : <Changes playlist={playlist} preview={data} applied={() => preview.reset()} />}
    </Card>
  );
}

interface ChangesProps {
  readonly playlist: Playlist;
  readonly preview: Preview;
  readonly applied: () => void;
}

function Changes({ playlist, preview, applied }: ChangesProps): ReactElement {
  const say = useMessages(mirrorMessages);
  const format = useFormat();
  const { result } = preview;
  const isAlike = !result.created && result.added + result.moved + result.removed === 0;
  return (
    <div className={styles.preview}>
      {isAlike ? (
        <p className={styles.alike}>
          <Icon name="ok" size={18} />
          {say.nothing}
        </p>
      ) : (
        <p className={styles.sum}>
          {result.created ? <span>{say.created}</span> : null}
          <ChangeCounts added={result.added} removed={result.removed} moved={result.moved} />
          <span className={styles.muted}>{say.afterwards(format.number(result.trackCount))}</span>
        </p>
      )}
      {isAlike ? null : <Apply playlist={playlist} preview={preview} applied={applied} />}
      <ChangeList result={result} />
      <Lacking result={result} />
    </div>
  );
}

function Apply({ playlist, preview: { result, refusal }, applied }: ChangesProps): ReactElement {
  const say = { ...useMessages(historyMessages), ...useMessages(mirrorMessages) };
  const format = useFormat();
  const act = useAct();
  const changed = usePlaylistChanged(playlist.id);
  const [isForced, setForced] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const parts = (['added', 'removed', 'moved'] as const)
    .filter((kind) => result[kind] > 0)
    .map((kind) => say[`${kind}N`](format.number(result[kind])));
  const what = format.list([...(result.created ? [say.createdThere] : []), ...parts]);
  const apply = async (): Promise<void> => {
    setBusy(true);
    const body = { dryRun: false, force: isForced };
    const call = () => answerOf(api.POST('/api/playlists/{id}/mirror', { params: { path: { id: playlist.id } }, body }));
    const isDone = await act(call, { done: say.applied });
    setBusy(false);
    setAsking(false);
    changed();
    if (isDone) applied();
  };
  return (
    <>
      {refusal === undefined ? null : (
        <div className={styles.warning} role="alert">
          <strong>
            <Icon name="warn" size={18} />
            {say.tooMuch}
          </strong>
          <Said text={refusal} />
          <Check label={say.force} checked={isForced} choose={setForced} />
        </div>
      )}
      <div>
        <Button kind="main" reason={refusal !== undefined && !isForced ? say.needsForce : undefined} onClick={() => setAsking(true)}>
          {say.apply}
        </Button>
      </div>
      <Confirm
        open={asking}
        close={() => setAsking(false)}
        title={say.applyTitle}
        action={say.apply}
        danger={refusal !== undefined}
        busy={busy}
        confirm={() => void apply()}
      >
        <p>
          <strong data-data>{withoutTurns(playlist.name)}</strong>
        </p>
        <p data-data>{say.applyWhat(result.serverName, what)}</p>
        {refusal === undefined ? null : <p {...asSaid}>{refusal}</p>}
      </Confirm>
    </>
  );
}

function ChangeList({ result: { changes, added, moved, removed } }: { result: Preview['result'] }): ReactElement | null {
  const say = useMessages(historyMessages);
  if (changes.length === 0) return null;
  return (
    <FoldedList
      label={say.changes}
      rows={changes}
      keyOf={({ kind, position }) => `${kind} ${position}`}
      more={added + moved + removed - changes.length}
      row={({ kind, position, title, artists }) => (
        <>
          <ChangeMark kind={kind} />
          <span className={styles.what} data-data>
            {withoutTurns(title)}
            <small>{withoutTurns(artists.join(', '))}</small>
          </span>
          <span className={`${styles.muted} number`}>{say.at(position)}</span>
        </>
      )}
    />
  );
}

function Lacking({ result: { unmatched, unmatchedCount } }: { result: Preview['result'] }): ReactElement | null {
  const say = useMessages(mirrorMessages);
  const format = useFormat();
  if (unmatchedCount === 0) return null;
  const title = say.lackTitle(format.number(unmatchedCount));
  return (
    <details className={styles.lacking}>
      <summary>{title}</summary>
      <FoldedList
        label={title}
        rows={unmatched}
        keyOf={({ songId }) => songId}
        more={unmatchedCount - unmatched.length}
        row={({ songId, title: name, artists, hasFile }) => (
          <>
            <span className={styles.what} data-data>
              <Link to={`/songs/${songId}`} className={styles.plain}>
                {withoutTurns(name)}
              </Link>
              <small>{withoutTurns(artists.join(', '))}</small>
            </span>
            <span className={styles.muted}>{hasFile ? say.hasFile : say.noFile}</span>
          </>
        )}
      />
    </details>
  );
}
