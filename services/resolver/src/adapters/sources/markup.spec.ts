import { describe, expect, it } from '@jest/globals';
import { plainText } from './markup.js';

describe('when a service sends a name as HTML', () => {
  it.each([
    ['Rock &amp; Roll', 'Rock & Roll'],
    ['I&#39;m Not&nbsp;Here', "I'm Not Here"],
    ['&#21608;&#26480;&#20262;', '周杰伦'],
    ['<em>Harbour</em> Lights', 'Harbour Lights'],
    ['Harbour<br>Lights<br/>', 'Harbour Lights'],
    ['&amp;lt;3', '&lt;3'],
    ['1 < 2 > 0', '1 < 2 > 0'],
    ['AT&T', 'AT&T'],
    ['  a \n b ', 'a b'],
    ['', ''],
  ])('reads %j as %j', (markup, text) => {
    expect(plainText(markup)).toBe(text);
  });
});
