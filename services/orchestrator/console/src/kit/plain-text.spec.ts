import { expect, it } from '@jest/globals';
import { withoutTurns } from './plain-text.js';

it('a text loses the marks that turn others round, and keeps its letters, whatever their direction', () => {
  expect(withoutTurns('Ann\u202egnp.\u2067\u2066exe')).toBe('Anngnp.exe');
  expect(withoutTurns('עברית · 中文 · \u200fabc')).toBe('עברית · 中文 · \u200fabc');
});
