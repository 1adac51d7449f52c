import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Select } from '../../kit/controls.js';
import { Card, Note } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { heatStyle } from './heat.js';
import styles from './heat-map.module.css';
import { messages } from './messages.js';

type Matrix = Schemas['RankingMatrix'];
export type Cell = Schemas['RankingCell'];

interface HeatMapProps {
  readonly matrix: Matrix;
  readonly origin: string;
  readonly choose: (origin: string) => void;
  readonly open: (cell: Cell) => void;
}

/** How often each source had the songs of each platform: a table of colours, or the bars of one platform on a phone. */
export function HeatMap(props: HeatMapProps): ReactElement {
  const say = useMessages(messages);
  const narrow = useNarrow();
  return (
    <Card title={say.learned}>
      <div className={styles.parts}>
        <Note>{narrow ? say.learnedHelpNarrow : say.learnedHelp}</Note>
        {narrow ? <Bars {...props} /> : <Table {...props} />}
      </div>
    </Card>
  );
}

function Table({ matrix, origin, open }: HeatMapProps): ReactElement {
  const say = useMessages(messages);
  const cells = new Map(matrix.cells.map((cell) => [`${cell.origin} ${cell.source}`, cell]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
    <section className={styles.scroll} tabIndex={0} aria-label={say.learned}>
      <table className={styles.map}>
        <thead>
          <tr>
            <th scope="col">{say.platform}</th>
            {matrix.sources.map((source) => (
              <th key={source} scope="col" data-data>
                {source}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.origins.map((one) => (
            <tr key={one} aria-current={one === origin ? 'true' : undefined}>
              <th scope="row" data-data>
                {one}
              </th>
              {matrix.sources.map((source) => (
                <td key={source}>
                  {source === one ? (
                    <span className={styles.none}>{say.own}</span>
                  ) : (
                    <Field cell={cells.get(`${one} ${source}`)} open={open} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Field({ cell, open }: { cell: Cell | undefined; open: (cell: Cell) => void }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  if (cell === undefined) return <span className={styles.none}>{say.notAsked}</span>;
  const { attempts, rate, position } = cell;
  return (
    <button type="button" className={styles.cell} style={attempts === 0 ? undefined : heatStyle(rate)} onClick={() => open(cell)}>
      <span className={styles.position}>
        {position ?? ''}
        {position === null ? null : <span className="hidden">{`. ${say.place(format.number(position))}`}</span>}
      </span>
      <span className={styles.rate}>{attempts === 0 ? say.untried : format.share(rate)}</span>
      {attempts === 0 ? null : <Sureness cell={cell} />}
    </button>
  );
}

/** From where to where the chance lies nine times in ten. */
function Sureness({ cell: { low, high } }: { cell: Cell }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  return (
    <span className={styles.track}>
      <i style={{ left: `${100 * low}%`, right: `${100 * (1 - high)}%` }} />
      <span className="hidden">{say.between(format.share(low), format.share(high))}</span>
    </span>
  );
}

function Bars({ matrix, origin, choose, open }: HeatMapProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const places = (cell: Cell): number => cell.position ?? Number.POSITIVE_INFINITY;
  const shown = matrix.cells.filter((cell) => cell.origin === origin).sort((a, b) => places(a) - places(b));
  return (
    <>
      <Select
        aria-label={say.platform}
        value={origin}
        options={matrix.origins.map((value) => ({ value, name: value }))}
        choose={choose}
        data-data
      />
      <ol className={styles.bars}>
        {shown.map((cell) => (
          <li key={cell.source}>
            <button type="button" onClick={() => open(cell)}>
              <span className={styles.position}>{cell.position ?? '–'}</span>
              <span data-data>{cell.source}</span>
              <span className={styles.rate}>{cell.attempts === 0 ? say.untried : format.share(cell.rate)}</span>
              <span className={styles.bar}>
                <b style={{ width: `${cell.attempts === 0 ? 0 : 100 * cell.rate}%` }} />
                {cell.attempts === 0 ? null : <Sureness cell={cell} />}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}
