import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The front end of the console: one page, a part for each address, all under /static/ops/. */
export default defineConfig({
  base: '/static/ops/',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    // Keeps light-dark().
    cssTarget: ['chrome123', 'firefox125', 'safari17.5'],
    // The policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // For the bundle of the command, where the pages go.
    license: { fileName: '.vite/licences.json' },
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// }] } } },
  },
});
