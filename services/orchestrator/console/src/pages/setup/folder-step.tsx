import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Actions, buttonClass } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import styles from './setup.module.css';
import { Keys, type StepProps } from './step-card.js';
import { setupWords } from './words.js';

export function FolderStep({ isDone, isNext, skip }: StepProps): ReactElement {
  const say = useMessages(setupWords);
  const library = useQuery({ queryKey: ['library'], queryFn: ({ signal }) => answerOf(api.GET('/api/library', { signal })) });
  return (
    <>
      <p>{say.folderWhy}</p>
      <Loaded read={library} rows={2}>
        {({ folders }) => <Folders folders={folders} />}
      </Loaded>
      <Actions>
        <Link to="/config" search={{ key: 'LIBRARY_FOLDERS' }} className={buttonClass(isNext ? 'main' : 'plain')}>
          {say.setFolder}
        </Link>
        {isDone ? (
          <Link to="/library" className={buttonClass()}>
            {say.toLibrary}
          </Link>
        ) : null}
        {skip}
      </Actions>
    </>
  );
}

function Folders({ folders }: { folders: readonly Schemas['LibraryFolder'][] }): ReactElement {
  const say = useMessages(setupWords);
  const storage = useQuery({ queryKey: ['storage'], queryFn: ({ signal }) => answerOf(api.GET('/api/storage', { signal })) });
  const own = folders.filter(({ isLibraryDir }) => !isLibraryDir);
  const downloads =
    storage.data?.items.find(({ name }) => name === 'local')?.basePath ?? folders.find(({ isLibraryDir }) => isLibraryDir)?.path;
  const modes = { events: say.watched, polling: say.polled, off: say.unwatched };
  const list = (
    <ul className={styles.paths}>
      {own.map(({ path, mode }) => (
        <li key={path}>
          <code data-data>{path}</code> <small>{modes[mode]}</small>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {own.length > 0 ? null : (
        <p>
          {say.noFolder} <Keys names={['LIBRARY_FOLDERS']} />
        </p>
      )}
      <Facts
        facts={[
          [say.folderNow, own.length === 0 ? undefined : list],
          [
            say.downloadsTo,
            !downloads ? undefined : (
              <code key="downloads" data-data>
                {downloads}
              </code>
            ),
          ],
        ]}
      />
    </>
  );
}
