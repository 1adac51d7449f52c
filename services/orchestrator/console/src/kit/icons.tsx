import type { ReactElement, SVGProps } from 'react';

/** Signs on a grid of 20, drawn with a line of 1.6. They say nothing to screen readers: a word stands beside each. */
const paths = {
  overview: 'M3 11a7 7 0 0 1 14 0M10 11l3-4M3.5 15h13',
  jobs: 'M4 5h12M4 10h12M4 15h7',
  playlists: 'M3 5h10M3 9h10M3 13h6M15 8v7M15 8l3-1M13 15.5a2 1.6 0 1 0 2-1.6',
  songs: 'M7 15V5l9-2v10M7 15a2.4 2 0 1 1-2.4-2A2.4 2 0 0 1 7 15M16 13a2.4 2 0 1 1-2.4-2 2.4 2 0 0 1 2.4 2',
  note: 'M8 14.5V4.5l7-1.5v9.5M8 14.5a2 1.700 0 1 1-2-1.700 2 1.700 0 0 1 2 1.700M15 12.500a2 1.700 0 1 1-2-1.700 2 1.700 0 0 1 2 1.700',
  ranking: 'M3 3h4v4H3zM8 3h4v4H8zM13 3h4v4h-4zM3 8h4v4H3zM8 8h4v4H8zM3 13h4v4H3z',
  library: 'M2.5 6V15.5h15V6.5H10L8 4.5H2.5z',
  logs: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2',
  settings: 'M4 6h8M15 6h1M4 14h1M8 14h8M13.5 4.2v3.6M6.5 12.2v3.6',
  media: 'M3 4h14v9H3zM7 17h6M10 13v4',
  snapshots: 'M10 2.5 17 6v8l-7 3.5L3 14V6zM3 6l7 3.5L17 6M10 9.5v8',
  account: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 17c.6-3.4 3-5 6-5s5.4 1.6 6 5',
  more: 'M3.6 10a.6.6 0 1 0 1.2 0a.6.6 0 1 0-1.2 0M9.4 10a.6.6 0 1 0 1.2 0a.6.6 0 1 0-1.2 0M15.2 10a.6.6 0 1 0 1.2 0a.6.6 0 1 0-1.2 0',
  ok: 'M4.5 10.5 8.5 14.5 15.5 6',
  warn: 'M10 3 18 16.5H2zM10 8v4M10 14.2h.01',
  bad: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 9.5V13M10 7h.01',
  running: 'M10 3a7 7 0 1 1-7 7',
  waiting: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14M10 6.5V10l2.5 2',
  pause: 'M7 5v10M13 5v10',
  play: 'M6.5 4.5v11l9-5.5z',
  stop: 'M5.5 5.5h9v9h-9z',
  retry: 'M16 10a6 6 0 1 1-1.8-4.3M16 3v3.4h-3.4',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12M13.5 13.5 17 17',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  next: 'M8 4.5l5.5 5.5L8 15.5',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  down: 'M4.5 8l5.5 5.5L15.5 8',
  add: 'M10 4v12M4 10h12',
  remove: 'M4 10h12',
  move: 'M6.5 16V4M6.5 4 3.5 7M6.5 4l3 3M13.5 4v12M13.5 16l-3-3M13.5 16l3-3',
  copy: 'M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5z',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  link: 'M8.5 11.5l3-3M7 9 5 11a2.8 2.8 0 0 0 4 4l2-2M13 11l2-2a2.8 2.8 0 0 0-4-4L9 7',
  out: 'M11 4h5v5M16 4l-7 7M14 11.5V16H4V6h4.5',
  bin: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10.5h7.4L14.5 6',
  edit: 'M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.5 6l2.6 2.6',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6M10 2.5v1.6M10 15.9v1.6M2.5 10h1.6M15.9 10h1.6M4.7 4.7l1.1 1.1M14.2 14.2l1.1 1.1M15.3 4.7l-1.1 1.1M5.8 14.2l-1.1 1.1',
  moon: 'M16 12A6.5 6.5 0 0 1 8 4a6.5 6.5 0 1 0 8 8',
  language:
    'M3 5h8M7 3v2M9.5 5C9 8.500 6.500 11 3.500 12M4.500 7.500C5.500 10 7.500 11.500 10 12M10.500 17l3.250-8 3.250 8M11.700 14.200h4.100',
  leave: 'M8 3.500H4v13h4M8.500 10H17M13.500 6.500 17 10l-3.500 3.500',
  star: 'M10 3l2.100 4.500 4.900.6-3.600 3.400.9 4.900L10 14l-4.300 2.400.9-4.900L3 8.100l4.900-.6z',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20, ...others }: { name: IconName; size?: number } & SVGProps<SVGSVGElement>): ReactElement {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...others}
    >
      <path d={paths[name]} />
    </svg>
  );
}
