import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Dialog } from '../../kit/dialog.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card, Note } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { faultMessages } from './fault-messages.js';
import styles from './library.module.css';

type Duplicate = Schemas['DuplicateFiles'];

const rowHeight = { wide: 60, narrow: 84 };

/** Files with the same content. */
export function DuplicatesView(): ReactElement {
  const say = useMessages(faultMessages);
  const narrow = useNarrow();
  const [open, setOpen] = useState<Duplicate>();
  return (
    <Card title={say.duplicates} flush>
      <div className={styles.about}>
        <Note>{say.duplicatesAbout}</Note>
      </div>
      <KeysetList<Duplicate>
        queryKey={['library', 'duplicates']}
        read={(cursor, limit, signal) => answerOf(api.GET('/api/library/duplicates', { params: { query: { limit, cursor } }, signal }))}
        rowHeight={narrow ? rowHeight.narrow : rowHeight.wide}
        row={(files) => <DuplicateRow files={files} open={() => setOpen(files)} />}
        empty={<Empty>{say.noDuplicates}</Empty>}
        label={say.duplicates}
      />
      <PlacesDialog files={open} close={() => setOpen(undefined)} />
    </Card>
  );
}

function DuplicateRow({ files: { paths, count, sizeBytes }, open }: { files: Duplicate; open: () => void }): ReactElement {
  const say = useMessages(faultMessages);
  const format = useFormat();
  return (
    <button type="button" className={styles.duplicate} onClick={open}>
      <span className={styles.file} data-data>
        {paths.slice(0, 2).map((path) => (
          <code key={path}>{path}</code>
        ))}
      </span>
      <small className="number">
        {say.copies(format.number(count))} · {say.wasted(format.bytes((count - 1) * sizeBytes))}
      </small>
    </button>
  );
}

function PlacesDialog({ files, close }: { files: Duplicate | undefined; close: () => void }): ReactElement {
  const say = useMessages(faultMessages);
  const format = useFormat();
  return (
    <Dialog open={files !== undefined} close={close} title={say.places} wide>
      <ul className={styles.places} data-data>
        {files?.paths.map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
      {files === undefined || files.count <= files.paths.length ? null : <Note>{say.onlyFirst(format.number(files.paths.length))}</Note>}
    </Dialog>
  );
}
