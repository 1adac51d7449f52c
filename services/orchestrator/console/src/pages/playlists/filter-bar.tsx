import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Bar, Chips, SearchBox, Select } from '../../kit/controls.js';
import { Icon } from '../../kit/icons.js';
import { ownPlatforms, syncStates } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { messages } from './messages.js';
import styles from './playlists.module.css';

/** What narrows the list. */
export function FilterBar({ pools }: { pools: readonly Schemas['Pool'][] }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(syncStates);
  const own = useMessages(ownPlatforms);
  const [{ name = '', platform = '', status = '', followed, pool }, change] = useFilters();
  const known = [...new Set([...pools.map((one) => one.platform), ...(platform === '' ? [] : [platform])])].sort();
  const chosen = pools.find(({ id }) => String(id) === pool);
  const following = [
    { value: undefined, name: say.all },
    { value: 'true' as const, name: say.followed },
    { value: 'false' as const, name: say.notFollowed },
  ];
  return (
    <div className={styles.filters}>
      <Bar>
        <SearchBox value={name} search={(text) => change({ name: text })} label={say.byName} />
        <div className={styles.selects}>
          <Select
            aria-label={say.platform}
            value={platform}
            options={[{ value: '', name: say.anyPlatform }, ...known.map((value) => ({ value, name: wordFor(own, value) }))]}
            choose={(value) => change({ platform: value })}
          />
          <Select
            aria-label={say.state}
            value={status}
            options={[{ value: '', name: say.anyState }, ...Object.entries(states).map(([value, text]) => ({ value, name: text }))]}
            choose={(value) => change({ status: value })}
          />
        </div>
        <Chips
          label={say.following}
          value={oneOf(['true', 'false'], followed)}
          options={following}
          choose={(value) => change({ followed: value })}
        />
        {chosen === undefined ? null : <PoolChip name={chosen.name || chosen.platform} clear={() => change({ pool: undefined })} />}
      </Bar>
    </div>
  );
}

function PoolChip({ name, clear }: { name: string; clear: () => void }): ReactElement {
  const say = useMessages(messages);
  return (
    <button type="button" className={styles.poolChip} onClick={clear}>
      <span data-data>{say.poolFilter(name)}</span>
      <Icon name="close" size={14} />
    </button>
  );
}
