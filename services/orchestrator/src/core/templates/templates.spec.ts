import { describe, expect, it } from '@jest/globals';
import { parseTemplate, templateNames, templates } from './templates.js';

describe('when a template is named', () => {
  it('the full chain has every stage in order (behaviour 104)', () => {
    expect(templates.full).toEqual(['collect', 'sync', 'download', 'upload', 'covers', 'publish', 'scan']);
  });

  it('an unknown name is refused, even one that every object has', () => {
    for (const word of ['everything', 'constructor']) {
      expect(() => parseTemplate(word)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
    for (const name of templateNames) expect(parseTemplate(name)).toBe(name);
  });

  it('exactly these download, and so run one at a time (behaviour 101)', () => {
    const downloading = templateNames.filter((name) => (templates[name] as readonly string[]).includes('download'));
    expect(downloading).toEqual(['full', 'sync+download', 'download', 'download+upload']);
  });
});
