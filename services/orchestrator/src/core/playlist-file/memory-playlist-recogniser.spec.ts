import { MemoryPlaylistRecogniser } from './memory-playlist-recogniser.js';
import { describePlaylistRecogniser } from './playlist-recogniser.contract.js';

describePlaylistRecogniser('the one in memory', async () => ({
  recogniser: new MemoryPlaylistRecogniser({ qq: 'y.qq.com', library: '' }),
}));
