import { type ReactElement, useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormat } from '../../language/use-format.js';
import { useAppearance } from '../../shell/appearance.js';
import styles from './dashboard.module.css';
import { type Hour, scaleTop, withoutQuiet } from './hour.js';

interface ChartProps {
  readonly hour: Hour;
  /** Told the minute that is pointed at. */
  readonly point: (index: number | undefined) => void;
}

const rows = ({ at, bytes, songs, failures }: Hour): UPlot.AlignedData => [at, bytes, songs, withoutQuiet(failures)];

/** Songs and failures as lines, data as an area behind them. A canvas: what it shows stands beside it in words. */
export default function HourChart({ hour, point }: ChartProps): ReactElement {
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot>(undefined);
  const latest = useRef(hour);
  latest.current = hour;
  const { theme } = useAppearance();
  const format = useFormat();
  // Colours and words are drawn into it: another theme or language makes it anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours that are read
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const draw = (): void => {
      chart.current?.destroy();
      chart.current = new UPlot(options(element, format, point), rows(latest.current), element);
    };
    draw();
    const sized = new ResizeObserver(() => chart.current?.setSize(sizeOf(element)));
    sized.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      dark.removeEventListener('change', draw);
      sized.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [theme, format, point]);
  useEffect(() => chart.current?.setData(rows(hour)), [hour]);
  return <div ref={frame} className={styles.chart} aria-hidden="true" />;
}

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } => ({ width, height });

/** The colour behind a token, as a canvas takes it. */
function colour(element: HTMLElement, value: string): string {
  const probe = document.createElement('i');
  probe.style.color = value;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const axisPx = { left: 36, right: 64, foot: 22 };

function options(element: HTMLElement, format: ReturnType<typeof useFormat>, point: ChartProps['point']): UPlot.Options {
  const ink = (token: string): string => colour(element, `var(--${token})`);
  const { fontFamily } = getComputedStyle(element);
  const axis = { stroke: ink('muted'), font: `12px ${fontFamily}`, ticks: { show: false } };
  const grid = { stroke: ink('line'), width: 1 };
  const range: UPlot.Range.Function = (_, __, largest) => [0, scaleTop(largest ?? 0)];
  const minute = (seconds: number): string => format.moment(seconds * 1000, seconds * 1000);
  return {
    ...sizeOf(element),
    padding: [8, 0, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { setScale: false, x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => point(cursor.idx ?? undefined)] },
    scales: { x: { time: true }, count: { range }, bytes: { range } },
    series: [
      {},
      {
        scale: 'bytes',
        stroke: ink('edge'),
        width: 0,
        fill: colour(element, 'color-mix(in oklab, var(--edge) 22%, transparent)'),
        points: { show: false },
      },
      { scale: 'count', stroke: ink('accent'), width: 2, points: { show: false } },
      { scale: 'count', stroke: ink('bad'), width: 2, dash: [4, 3], points: { show: false } },
    ],
    axes: [
      { ...axis, size: axisPx.foot, grid: { show: false }, values: (_, at) => at.map(minute), space: 64 },
      { ...axis, scale: 'count', size: axisPx.left, grid, space: 36, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] },
      {
        ...axis,
        scale: 'bytes',
        side: 1,
        size: axisPx.right,
        grid: { show: false },
        space: 36,
        values: (_, at) => at.map((value) => (value === 0 ? '' : format.bytes(value))),
      },
    ],
  };
}
