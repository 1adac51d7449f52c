import type { ListedChart } from '../service-lists.js';
import { webAddress } from '../service-values.js';

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** Objects inside the templates of a page, outer before inner. Templates are nested as the page's designers like. */
function nested(value: unknown): Members[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nested);
  return Array.isArray(value) ? inner : [value as Members, ...inner];
}

/** Charts in the templates of the page of charts; a group begins with its title. */
export function chartsIn(templates: readonly unknown[]): ListedChart[] {
  return templates.flatMap((template) => {
    const charts: ListedChart[] = [];
    let group = '';
    for (const item of nested(template)) {
      const { rankId, rankName } = membersOf(membersOf(item.displayLogId).param);
      const id = textOf(rankId);
      if (/^\d+$/.test(id)) charts.push({ id, name: textOf(rankName), group, coverUrl: webAddress(textOf(item.imageUrl)) });
      else if (charts.length === 0 && group === '') group = textOf(item.title).trim();
    }
    return charts;
  });
}

/** The kind of resource that is a playlist. */
const playlistKind = '2021';

/** Ids of the playlists in the templates of the page of playlists. */
export function playlistsIn(templates: readonly unknown[]): string[] {
  return nested(templates)
    .filter(({ resType, resId }) => textOf(resType) === playlistKind && /^\d+$/.test(textOf(resId)))
    .map(({ resId }) => textOf(resId));
}
