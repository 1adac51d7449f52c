import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Check, SearchBox } from '../../kit/controls.js';
import { Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import styles from './jobs.module.css';
import { startMessages } from './start-messages.js';

export interface ChosenPlaylist {
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
}

const keyOf = ({ platform, remoteId }: Pick<ChosenPlaylist, 'platform' | 'remoteId'>): string => `${platform} ${remoteId}`;
const mostFound = 20;

interface ChoiceProps {
  readonly chosen: readonly ChosenPlaylist[];
  readonly choose: (chosen: readonly ChosenPlaylist[]) => void;
}

/** Limits a job to some playlists, found by name. */
export function PlaylistChoice({ chosen, choose }: ChoiceProps): ReactElement {
  const say = useMessages(startMessages);
  const format = useFormat();
  const [name, setName] = useState('');
  const found = useQuery({
    queryKey: ['playlists', 'to choose', name],
    queryFn: ({ signal }) => answerOf(api.GET('/api/playlists', { params: { query: { name, limit: mostFound } }, signal })),
    enabled: name !== '',
  });
  const keys = new Set(chosen.map(keyOf));
  const others = (found.data?.items ?? []).filter((one) => !keys.has(keyOf(one)));
  const row = (one: ChosenPlaylist, isChosen: boolean, songs?: number): ReactElement => (
    <li key={keyOf(one)}>
      <Check
        label={
          <>
            <span data-data>{one.name}</span>{' '}
            <span className={styles.muted}>
              <span data-data>{one.platform}</span>
              {songs === undefined ? null : ` · ${say.songs(format.number(songs))}`}
            </span>
          </>
        }
        checked={isChosen}
        choose={(checked) => choose(checked ? [...chosen, one] : chosen.filter((other) => keyOf(other) !== keyOf(one)))}
      />
    </li>
  );
  return (
    <fieldset className={styles.group}>
      <legend>{say.onlyPlaylists}</legend>
      <SearchBox value={name} search={setName} label={say.findPlaylist} />
      {chosen.length + others.length === 0 ? null : (
        <ul className={styles.picked}>
          {chosen.map((one) => row(one, true))}
          {others.map((one) => row({ platform: one.platform, remoteId: one.remoteId, name: one.name }, false, one.songCount))}
        </ul>
      )}
      {found.data?.items.length === 0 ? <Note>{say.noPlaylist}</Note> : null}
      <Note>{say.onlyHelp}</Note>
    </fieldset>
  );
}
