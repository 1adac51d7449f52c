import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { isDownloadClass, parseTemplate, planStages, templateNames, templates } from './templates.js';

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('when a job is planned from its template', () => {
  it('the full chain has every stage in order (behaviour 104)', () => {
    expect(planStages('full', () => true)).toEqual({
      stages: ['collect', 'sync', 'download', 'upload', 'publish', 'scan'],
      leftOut: [],
    });
  });

  it('stages that are not configured are left out and told', () => {
    expect(planStages('full', (stage) => stage !== 'upload' && stage !== 'scan')).toEqual({
      stages: ['collect', 'sync', 'download', 'publish'],
      leftOut: ['upload', 'scan'],
    });
  });

  it('a template of which nothing is configured is refused', () => {
    expect(codeOf(() => planStages('upload', () => false))).toBe('failed_precondition');
  });

  it('an unknown name is refused, also one that every object has', () => {
    expect(codeOf(() => parseTemplate('everything'))).toBe('invalid_argument');
    expect(codeOf(() => parseTemplate('constructor'))).toBe('invalid_argument');
    for (const name of templateNames) expect(parseTemplate(name)).toBe(name);
  });

  it('the download lane takes exactly the templates with a download', () => {
    const downloading = templateNames.filter((name) => isDownloadClass(templates[name].map((type) => ({ type }))));
    expect(downloading).toEqual(['full', 'sync+download', 'download', 'download+upload']);
  });
});
