import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { dashSegments } from './dash.js';

const recorded = JSON.parse(readFileSync(new URL('./fixtures/track-hires-dash.json', import.meta.url), 'utf8')) as {
  data: { manifest: string };
};
const real = Buffer.from(recorded.data.manifest, 'base64').toString();

const template = (attributes: string, times = '<S d="4" r="1"/>') =>
  `<SegmentTemplate ${attributes}><SegmentTimeline>${times}</SegmentTimeline></SegmentTemplate>`;
const plain = 'initialization="https://a/i.mp4" media="https://a/$Number$.mp4"';
const mpd = (inside: string) => `<?xml version="1.0"?><MPD><Period>${inside}</Period></MPD>`;
const set = (...representations: string[]) => mpd(`<AdaptationSet>${representations.join('')}</AdaptationSet>`);
const representation = (inside: string, more = 'id="1" bandwidth="1"') => `<Representation ${more}>${inside}</Representation>`;

describe('when a manifest describes segments', () => {
  it('gives the initialisation and every segment in order', () => {
    const urls = dashSegments(real);
    expect(urls).toHaveLength(55);
    expect(urls[0]).toBe('https://cdn.example/mediatracks/80000001/0.mp4?token=REDACTED');
    expect(urls.at(-1)).toBe('https://cdn.example/mediatracks/80000001/54.mp4?token=REDACTED');
  });

  it('counts from the first number, fills widths, and decodes addresses once', () => {
    const attributes =
      'startNumber="9" initialization="https://a/$RepresentationID$/i.mp4?x=1&amp;y=&amp;amp;" media="https://a/$Number%03d$.mp4"';
    expect(dashSegments(set(representation(template(attributes), 'id="q" bandwidth="5"')))).toEqual([
      'https://a/q/i.mp4?x=1&y=&amp;',
      'https://a/009.mp4',
      'https://a/010.mp4',
    ]);
  });

  it('takes the representation with the most bits', () => {
    const low = representation(template(plain.replaceAll('https://a', 'https://low')), "id='l' bandwidth='100'");
    const high = representation(template(plain.replaceAll('https://a', 'https://high')), "id='h' bandwidth='900'");
    for (const manifest of [set(low, high), set(high, low)]) expect(dashSegments(manifest)[0]).toBe('https://high/i.mp4');
  });

  it('reads a template that several representations share', () => {
    expect(dashSegments(set(template(plain), '<Representation id="1" bandwidth="1"/>'))).toHaveLength(3);
  });

  it.each([
    ['protected', set(`<cenc:ContentProtection value="cenc"/>${representation(template(plain))}`), 'permission_denied'],
    [
      'protected in part',
      set(representation(template(plain)), representation('<ContentProtection/>', 'id="2" bandwidth="2"')),
      'permission_denied',
    ],
    ['a list of segments', set(representation('<SegmentList/>')), 'unsupported'],
    ['two periods', '<MPD><Period></Period><Period></Period></MPD>', 'unsupported'],
    ['without a template', set(representation('')), 'data_corrupt'],
    ['by time', set(representation(template('initialization="https://a/i" media="https://a/$Time$"'))), 'data_corrupt'],
    ['without an end', set(representation(template(plain, '<S d="1" r="-1"/>'))), 'data_corrupt'],
    ['far too long', set(representation(template(plain, '<S d="1" r="999999"/>'))), 'data_corrupt'],
    ['a page', '<html></html>', 'data_corrupt'],
    ['nothing', '', 'data_corrupt'],
  ])('refuses one that is %s', (_, manifest, code) => {
    expect(() => dashSegments(manifest)).toThrow(expect.objectContaining({ code }));
  });
});
