import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Icon } from '../../kit/icons.js';
import { Ago } from '../../kit/time.js';
import { ownPlatforms, poolKinds } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useFilters } from '../../shell/search.js';
import { messages } from './messages.js';
import styles from './playlists.module.css';
import { byPlatform, hasOwnName, type PlatformPools } from './pool-facts.js';

export const usePools = () =>
  useQuery({
    queryKey: ['pools'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/pools', { signal }))).items,
    staleTime: 15_000,
  });

/** The pools by platform, each a link to its playlists. Shows nothing without any: the list below says what to do. */
export function Pools({ pools }: { pools: readonly Schemas['Pool'][] }): ReactElement | null {
  const say = useMessages(messages);
  const platforms = byPlatform(pools);
  if (platforms.length === 0) return null;
  return (
    <section className={styles.pools} aria-label={say.pools}>
      <ul className={styles.platforms}>
        {platforms.map((one) => (
          <Platform key={one.platform} {...one} />
        ))}
      </ul>
    </section>
  );
}

/** More would push the list out of sight. */
const mostShown = 3;

function Platform({ platform, pools, playlistCount, collectedAt }: PlatformPools): ReactElement {
  const say = useMessages(messages);
  const own = useMessages(ownPlatforms);
  const format = useFormat();
  const [filters] = useFilters();
  const isHere = filters.platform === platform && filters.pool === undefined;
  return (
    <li className={styles.platform}>
      <Link
        to="/playlists"
        search={{ platform: isHere ? undefined : platform }}
        className={styles.platformName}
        aria-current={isHere || undefined}
      >
        <strong data-data>{wordFor(own, platform)}</strong>
        <span className="number">{say.playlistsN(format.number(playlistCount))}</span>
      </Link>
      <ul>
        {pools.slice(0, mostShown).map((pool) => (
          <PoolLine key={pool.id} pool={pool} />
        ))}
      </ul>
      {pools.length > mostShown ? (
        <details>
          <summary>{`+ ${format.number(pools.length - mostShown)}`}</summary>
          <ul>
            {pools.slice(mostShown).map((pool) => (
              <PoolLine key={pool.id} pool={pool} />
            ))}
          </ul>
        </details>
      ) : null}
      {collectedAt === null ? null : (
        <small>
          {say.listed} <Ago at={collectedAt} />
        </small>
      )}
    </li>
  );
}

function PoolLine({ pool }: { pool: Schemas['Pool'] }): ReactElement {
  const say = useMessages(messages);
  const kinds = useMessages(poolKinds);
  const format = useFormat();
  const [filters] = useFilters();
  const isHere = filters.pool === String(pool.id);
  return (
    <li>
      <Link
        to="/playlists"
        search={{ pool: isHere ? undefined : String(pool.id) }}
        className={styles.pool}
        aria-current={isHere || undefined}
      >
        <span>
          {wordFor(kinds, pool.kind)}
          {hasOwnName(pool.name, pool.platform) ? (
            <>
              {' · '}
              <span data-data>{pool.name}</span>
            </>
          ) : null}
        </span>
        {pool.followed ? <Icon name="star" size={14} role="img" aria-hidden="false" aria-label={say.followedPool} /> : null}
        <span className="number">{format.number(pool.playlistCount)}</span>
      </Link>
    </li>
  );
}
