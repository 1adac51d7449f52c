import { Fragment, type ReactElement } from 'react';
import { Icon } from '../../kit/icons.js';
import { asSaid } from '../../kit/said.js';
import { Ago, instantOf } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { Link } from '../../shell/link.js';
import { formatName } from '../songs/song-figures.js';
import { cut } from '../songs/song-name.js';
import type { Run, Search } from './runs.js';
import { MatchSentence, OrderSentence } from './sentence.js';
import styles from './story.module.css';
import { storyMessages } from './story-messages.js';
import { FileLine, PointHead } from './story-parts.js';
import { StepView } from './story-step.js';
import type { SongDetail } from './use-song.js';

/** One try to get the song: whom it asked and why, what it took, and the file. Older ones are folded. */
export function StoryRun({ run, song, isOpen }: { run: Run; song: SongDetail; isOpen: boolean }): ReactElement {
  const say = useMessages(storyMessages);
  const { search, download, steps, files } = run;
  return (
    <details className={styles.run} open={isOpen}>
      <summary>
        <Icon name="next" size={14} />
        <PointHead at={run.at} more={<RunFacts run={run} />}>
          <RunTitle run={run} />
        </PointHead>
      </summary>
      <dl className={styles.parts}>
        {search === undefined && steps.length === 0 ? null : (
          <Part name={say.asked}>
            {search === undefined ? null : <Order search={search} platform={song.platform} />}
            <ol className={styles.steps}>
              {steps.map((step) => (
                <StepView key={step.source} step={step} />
              ))}
            </ol>
          </Part>
        )}
        {search?.chosen ? (
          <Part name={say.taken}>
            <Chosen chosen={search.chosen} />
          </Part>
        ) : null}
        {download?.errorMessage ? (
          <Part name={say.error}>
            <p className={styles.muted} {...asSaid}>
              {[download.errorMessage, download.hint].filter(Boolean).join('. ')}
            </p>
          </Part>
        ) : null}
        {files.length === 0 ? null : (
          <Part name={say.filed}>
            {files.map((file) => (
              <FileLine key={file.id} file={file} />
            ))}
            <Since run={run} song={song} />
          </Part>
        )}
        {run.jobId === undefined ? null : (
          <Part name={say.forJob}>
            <p>
              <Link to={`/jobs/${run.jobId}`}>{say.job(run.jobId)}</Link>
            </p>
          </Part>
        )}
      </dl>
    </details>
  );
}

const Part = ({ name, children }: { name: string; children: React.ReactNode }): ReactElement => (
  <Fragment>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </Fragment>
);

/** States of downloads under the names of their words; one that succeeded is told by its source. */
const states = {
  running: 'downloading',
  queued: 'queued',
  interrupted: 'interrupted',
  canceled: 'canceled',
  failed: 'failed',
  notFound: 'notFound',
  succeeded: undefined,
  unknown: undefined,
} as const;

function RunTitle({ run: { search, download } }: { run: Run }): ReactElement {
  const say = useMessages(storyMessages);
  const state = download && states[download.state];
  if (state !== undefined) return <>{say[state]}</>;
  const source = download?.source ?? search?.chosen?.source;
  if (source !== undefined) return <>{search?.manual ? say.foundByHand(source) : say.found(source)}</>;
  if (search?.outcome === 'notFound' || search?.outcome === 'unfinished') return <>{say[search.outcome]}</>;
  return <>{say.searched}</>;
}

function RunFacts({ run: { download } }: { run: Run }): ReactElement | null {
  const say = useMessages(storyMessages);
  const format = useFormat();
  const [from, until] = [instantOf(download?.createdAt), instantOf(download?.endedAt)];
  return from === undefined || until === undefined ? null : <span className="number">{say.took(format.duration(until - from))}</span>;
}

/** In which order, and why. */
function Order({ search: { order, reason, trials, manual }, platform }: { search: Search; platform: string }): ReactElement | null {
  const say = useMessages(storyMessages);
  const isOwnFirst = trials[0]?.source === platform && !manual;
  if (order.length === 0 || manual) return isOwnFirst ? <p className={styles.muted}>{say.ownFirst(platform)}</p> : null;
  return (
    <p className={styles.muted}>
      {isOwnFirst ? `${say.ownFirst(platform)}${say.comma}${say.thenBy}` : say.thenByStart}
      {order.map(({ source, breakerState }, at) => (
        <Fragment key={source}>
          {at === 0 ? null : ' → '}
          <span data-data>{source}</span>
          {(breakerState ?? 'closed') === 'closed' ? null : ` (${say[breakerState as 'open' | 'halfOpen']})`}
        </Fragment>
      ))}
      {' · '}
      <OrderSentence text={reason} />
    </p>
  );
}

function Chosen({ chosen }: { chosen: NonNullable<Search['chosen']> }): ReactElement {
  const say = useMessages(storyMessages);
  const format = useFormat();
  const { title, artists, album, durationMs, ext, match } = chosen;
  const figures = [durationMs === null ? undefined : format.length(durationMs), formatName(ext)].filter(Boolean).join(' · ');
  return (
    <>
      <p>
        <bdi data-data>{cut([title, artists.join(', '), album].filter(Boolean).join(' · '))}</bdi>
        {figures === '' ? null : <span className="number">{` · ${figures}`}</span>}
      </p>
      {match === null ? null : (
        <p className={styles.muted}>
          <MatchSentence text={match.reason} />
          {` · ${say.alike(format.share(match.similarity))}`}
        </p>
      )}
    </>
  );
}

/** What became of the file afterwards. */
function Since({ run: { files }, song }: { run: Run; song: SongDetail }): ReactElement | null {
  const say = useMessages(storyMessages);
  const snapshot = useLivePart(({ snapshot: live }) => live?.snapshot ?? undefined);
  const added = instantOf(files[0]?.addedAt) ?? 0;
  const uploads = song.files.filter(
    ({ backendType, sha256 }) => backendType === 'object_storage' && files.some((file) => file.sha256 === sha256),
  );
  const isPublished =
    snapshot !== undefined && (instantOf(snapshot.generatedAt) ?? 0) >= added && files.some(({ status }) => status === 'active');
  if (!isPublished && uploads.length === 0) return null;
  return (
    <p className={styles.muted}>
      {uploads.map(({ id, backend, addedAt }) => (
        <Fragment key={id}>
          {say.uploaded} <span data-data>{backend}</span> <Ago at={addedAt} />
          {isPublished ? ' · ' : null}
        </Fragment>
      ))}
      {isPublished ? (
        <>
          {`${say.published}${say.colon}`}
          <Link to="/snapshots">
            <Ago at={snapshot.generatedAt} />
          </Link>
        </>
      ) : null}
    </p>
  );
}
