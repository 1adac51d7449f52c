import { describe, expect, it } from '@jest/globals';
import { filesByPage, limits, type Manifest, pageSizes, sizeTable } from './page-sizes.js';

const manifest: Manifest = {
  'index.html': { file: 'assets/main.js', isEntry: true, imports: ['_react.js'], css: ['assets/main.css'] },
  '_react.js': { file: 'assets/react.js' },
  '_table.js': { file: 'assets/table.js', imports: ['_react.js', '_menu.js'], css: ['assets/table.css'] },
  '_menu.js': { file: 'assets/menu.js', imports: ['_table.js'] },
  'src/shell/app.tsx': { file: 'assets/app.js', imports: ['_react.js'] },
  'src/pages/dashboard/page.tsx': {
    file: 'assets/dashboard.js',
    imports: ['src/shell/app.tsx', '_react.js'],
    css: ['assets/dashboard.css'],
  },
  'src/pages/jobs/page.tsx': { file: 'assets/jobs.js', imports: ['_table.js', 'index.html'] },
  'src/pages/jobs/chart.tsx': { file: 'assets/chart.js', imports: ['_react.js'] },
};
const bytes: Record<string, number> = {
  'boot.js': 1,
  'assets/main.js': 10,
  'assets/main.css': 100,
  'assets/react.js': 1_000,
  'assets/app.js': 1_000_000,
  'assets/dashboard.js': 10_000,
  'assets/dashboard.css': 100_000,
  'assets/jobs.js': 2,
  'assets/table.js': 20,
  'assets/table.css': 200,
  'assets/menu.js': 40_000,
  'assets/chart.js': 90_000_000,
};
const sizeOf = (file: string): number => bytes[file] ?? Number.NaN;

describe('when the pages are weighed', () => {
  it('counts for the overview what all pages share, each file once, and for a further page what only it needs', () => {
    expect(pageSizes(manifest, ['boot.js'], sizeOf)).toEqual([
      { page: 'dashboard', bytes: 1_111_111, limit: limits.first },
      { page: 'jobs', bytes: 40_222, limit: limits.further },
    ]);
  });

  it('names the files of a page that are to be fetched with it', () => {
    expect(filesByPage(manifest)).toEqual({
      dashboard: ['assets/dashboard.js', 'assets/dashboard.css'],
      jobs: ['assets/jobs.js', 'assets/table.js', 'assets/table.css', 'assets/menu.js'],
    });
  });

  it('says of every page what it weighs, and of one too heavy by how much', () => {
    const table = sizeTable([
      { page: 'dashboard', bytes: 150_000, limit: 200_000 },
      { page: 'jobs', bytes: 50_100, limit: 50_000 },
    ]);
    expect(table).toBe('dashboard       150.0 of   200.0 KB\njobs             50.1 of    50.0 KB  0.1 KB too much\n');
  });

  it('weighs the entry alone as long as there are no pages', () => {
    expect(pageSizes({ 'index.html': { file: 'assets/main.js', isEntry: true } }, ['boot.js'], sizeOf)).toEqual([
      { page: 'dashboard', bytes: 11, limit: limits.first },
    ]);
  });
});
