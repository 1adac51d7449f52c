import type { ReactElement } from 'react';
import type { Standing } from '../../live/use-standing.js';
import { CatalogueCard } from './catalogue-card.js';
import styles from './dashboard.module.css';
import { DisksCard } from './disks-card.js';
import { HourCard } from './hour-card.js';
import { JobsCard } from './jobs-card.js';
import { SnapshotCard } from './snapshot-card.js';
import { SourcesCard } from './sources-card.js';
import { WorkersCard } from './workers-card.js';

/** Below the verdict and its three numbers: the hour, the work, the sources, the disks, the catalogue. */
export default function Rest({ standing }: { standing: Standing }): ReactElement {
  const isEmpty = !standing.setup.hasSong && standing.jobs.length === 0;
  return (
    <>
      {isEmpty ? null : (
        <>
          <HourCard />
          <div className={styles.pair}>
            <JobsCard jobs={standing.jobs} recent={standing.recentJobs} />
            {standing.jobs.length + standing.workers.length === 0 ? null : <WorkersCard workers={standing.workers} />}
          </div>
        </>
      )}
      {isEmpty && !standing.setup.hasSource ? null : <SourcesCard />}
      <div className={styles.foot}>
        <DisksCard volumes={standing.volumes} />
        <CatalogueCard catalogue={standing.catalogue} stats={standing.downloadStats} />
        <SnapshotCard snapshot={standing.snapshot} />
      </div>
    </>
  );
}
