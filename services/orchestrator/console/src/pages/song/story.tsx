import type { ReactElement, ReactNode } from 'react';
import { Card, Note } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { fileSentences } from '../../language/file-sentences.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { refusalWords } from '../../language/refusal-words.js';
import { type Entry, entriesOf, type SongFile, type Story as Told } from './runs.js';
import styles from './story.module.css';
import { storyMessages } from './story-messages.js';
import { FileLine, PointHead, QuarantineLink } from './story-parts.js';
import { StoryRun } from './story-run.js';
import type { SongDetail } from './use-song.js';

/** What happened to the song, as a line in time, newest first. */
export function Story({ song, story }: { song: SongDetail; story: Told }): ReactElement {
  const say = useMessages(storyMessages);
  const entries = entriesOf(story, song.files);
  const newest = entries.findIndex(({ kind }) => kind === 'run');
  if (entries.length === 0) return <Note>{song.status === 'downloaded' ? say.bySelf : say.noStory}</Note>;
  return (
    <ol className={styles.line}>
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the story only grows at its top, and keeps no state of its own
        <li key={`${entry.kind} ${entry.at} ${at}`} className={styles.point} data-tone={toneOf(entry)}>
          <EntryView entry={entry} song={song} isNewest={at === newest} />
        </li>
      ))}
    </ol>
  );
}

function toneOf(entry: Entry): string {
  if (entry.kind === 'run') {
    const state = entry.download?.state ?? (entry.search?.outcome === 'found' ? 'succeeded' : 'notFound');
    return state === 'succeeded' ? 'ok' : state === 'running' || state === 'queued' ? 'active' : state === 'notFound' ? 'warn' : 'bad';
  }
  return entry.kind === 'held' ? 'warn' : entry.kind === 'file' ? 'ok' : 'quiet';
}

function EntryView({ entry, song, isNewest }: { entry: Entry; song: SongDetail; isNewest: boolean }): ReactElement {
  switch (entry.kind) {
    case 'run':
      return <StoryRun run={entry} song={song} isOpen={isNewest} />;
    case 'file':
      return <FileEntry file={entry.file} at={entry.at} />;
    case 'choice':
    case 'rejected':
    case 'held':
      return <DecisionEntry entry={entry} />;
  }
}

function FileEntry({ file, at }: { file: SongFile; at: number }): ReactElement {
  const say = useMessages(storyMessages);
  return (
    <>
      <PointHead at={at}>{say.fileAdded}</PointHead>
      <FileLine file={file} />
    </>
  );
}

function DecisionEntry({ entry }: { entry: Exclude<Entry, { kind: 'run' | 'file' }> }): ReactElement {
  const say = useMessages(storyMessages);
  const refusals = useMessages(refusalWords);
  if (entry.kind === 'held') {
    const { source, reason, detail } = entry.held;
    return (
      <>
        <PointHead at={entry.at}>{say.fileHeld}</PointHead>
        <p className={styles.muted}>
          {`${say.fromSource(source)} · ${wordFor(refusals, reason)}`}
          {detail === '' ? null : (
            <>
              {' · '}
              <Said text={detail} sentences={fileSentences} />
            </>
          )}
          {' · '}
          <QuarantineLink />
        </p>
      </>
    );
  }
  const [title, what, note] =
    entry.kind === 'choice' ? [say.youChose, entry.choice, entry.choice.note] : [say.youRejected, entry.rejected, entry.rejected.reason];
  return (
    <>
      <PointHead at={entry.at}>{title}</PointHead>
      <p className={styles.muted}>
        {what.source === null ? null : say.fromSource(what.source)}
        <span data-data>{[` ${what.remoteId ?? ''}`, note].filter((text) => text.trim() !== '').join(' · ')}</span>
      </p>
    </>
  );
}

export function StoryCard({ children }: { children: ReactNode }): ReactElement {
  const say = useMessages(storyMessages);
  return <Card title={say.story}>{children}</Card>;
}
