import { describePlaylistRecogniser } from '../../src/core/playlist-file/playlist-recogniser.contract.js';
import { MemoryPlaylistRecogniser } from './memory-playlist-recogniser.js';

describePlaylistRecogniser('the in-memory recogniser', async () => ({
  recogniser: new MemoryPlaylistRecogniser({ qq: 'y.qq.com', library: '' }),
}));
