import { Controller, Get, Inject } from '@nestjs/common';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import { catalogueReaderToken } from './tokens.js';

@Controller()
export class HealthController {
  constructor(@Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader) {}

  /** The process answers. */
  @Get('healthz')
  health() {
    return { status: 'ok' };
  }

  /** The catalogue can be read; otherwise its fault is the answer. */
  @Get('readyz')
  async ready() {
    await this.catalogue.summary();
    return { status: 'ready' };
  }
}
