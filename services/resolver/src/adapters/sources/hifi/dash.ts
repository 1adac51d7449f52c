import { Fault } from '@catalogsync/faults';
import { decodeXML } from 'entities';
import { unexpected } from '../layout.js';

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** No song has more: ten hours in segments of four seconds. */
const mostSegments = 9000;

/**
 * The addresses of the segments of a song, initialisation first, of the best of its representations (ISO/IEC 23009-1). Reads only
 * numbered segments of one period, which is how songs are described.
 * @throws Fault `permission_denied` for protected segments, `unsupported` for other forms, `data_corrupt`
 */
export function dashSegments(manifest: string): string[] {
  // Wherever it stands, some of it is protected.
  if (/ContentProtection/i.test(manifest)) {
    throw new Fault('permission_denied', 'the segments of this song are protected; protected files are left alone');
  }
  const tags = tagsOf(manifest);
  if (tags[0]?.name !== 'MPD') throw corrupt('no MPD');
  const others = tags.filter(({ name }) => ['SegmentList', 'SegmentBase', 'BaseURL'].includes(name));
  if (others.length > 0 || tags.filter(({ name }) => name === 'Period').length !== 1) {
    throw new Fault('unsupported', 'the segments of this song are described in a form that cannot be read');
  }
  return numbered(bestTemplate(tags));
}

/** The template of the representation with the most bits, with the lines of its time that follow it. */
function bestTemplate(tags: readonly Tag[]): readonly Tag[] {
  let best: { bandwidth: number; part: readonly Tag[]; id: string } | undefined;
  const shared = tags.slice(0, indexOrEnd(tags, 'Representation')).filter(({ name }) => name === 'SegmentTemplate' || name === 'S');
  tags.forEach((tag, at) => {
    if (tag.name !== 'Representation') return;
    const rest = tags.slice(at + 1);
    const own = rest.slice(0, indexOrEnd(rest, 'Representation')).filter(({ name }) => name === 'SegmentTemplate' || name === 'S');
    const bandwidth = Number(tag.attributes.get('bandwidth') ?? 0);
    if (best === undefined || bandwidth > best.bandwidth)
      best = { bandwidth, part: own.length > 0 ? own : shared, id: tag.attributes.get('id') ?? '' };
  });
  if (best === undefined) throw corrupt('no Representation');
  const { id, bandwidth, part } = best;
  const filled = (text: string): string => text.replaceAll('$RepresentationID$', id).replaceAll('$Bandwidth$', String(bandwidth));
  return part.map(({ name, attributes }) => ({ name, attributes: new Map([...attributes].map(([key, value]) => [key, filled(value)])) }));
}

function numbered([template, ...times]: readonly Tag[]): string[] {
  const initialization = template?.attributes.get('initialization');
  const media = template?.attributes.get('media');
  if (initialization === undefined || media === undefined || !media.includes('$Number')) throw corrupt('no numbered SegmentTemplate');
  const count = times.reduce((sum, { attributes }) => sum + 1 + wholeOf(attributes.get('r') ?? '0'), 0);
  if (count < 1 || count > mostSegments) throw corrupt(`${count} segments`);
  const start = wholeOf(template?.attributes.get('startNumber') ?? '1');
  const urls = Array.from({ length: count }, (_, at) =>
    media.replace(/\$Number(?:%0(\d)d)?\$/g, (_all, width: string | undefined) => String(start + at).padStart(Number(width ?? 1), '0')),
  );
  return [initialization, ...urls];
}

function tagsOf(xml: string): Tag[] {
  const plain = xml.replace(/<!--.*?-->/gs, '');
  return [...plain.matchAll(/<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g)].map(([, name = '', text = '']) => ({
    name: name.replace(/^.*:/, ''),
    attributes: new Map(
      [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, key = '', a, b]) => [key, decodeXML(a ?? b ?? '')]),
    ),
  }));
}

/** @throws Fault `data_corrupt`; a negative number of repeats, to the end of the period, needs a duration that songs do not give */
function wholeOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw corrupt('a number that is none');
  return Number(text);
}

function indexOrEnd(tags: readonly Tag[], wanted: string): number {
  const at = tags.findIndex(({ name }) => name === wanted);
  return at < 0 ? tags.length : at;
}

const corrupt = (what: string): Fault => unexpected('hifi track manifest', what);
