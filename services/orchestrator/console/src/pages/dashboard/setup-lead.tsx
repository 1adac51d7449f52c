import type { ReactElement } from 'react';
import { buttonClass } from '../../kit/button.js';
import { useMessages } from '../../language/messages.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import styles from './dashboard.module.css';
import { lacksEssentials } from './setup-state.js';
import { dashboardWords } from './words.js';

/** Leads to the guide while something essential is missing, and no job is about to bring it. */
export function SetupLead({ setup, jobs }: Pick<Standing, 'setup' | 'jobs'>): ReactElement | null {
  const say = useMessages(dashboardWords);
  if (!lacksEssentials(setup) || jobs.length > 0) return null;
  const isBegun = setup.hasFolder || setup.hasSource;
  return (
    <section className={styles.lead}>
      <div>
        <h2>{say.lead}</h2>
        <p>{say.leadText}</p>
      </div>
      <Link to="/setup" className={buttonClass('main')}>
        {isBegun ? say.goOn : say.toSetup}
      </Link>
    </section>
  );
}
