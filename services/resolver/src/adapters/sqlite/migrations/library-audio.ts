import type { Migration, MigrationRunner } from '@catalogsync/sqlite';

/** Finds the files with the same audio, whatever their tags: a scan of a part of the library asks for those elsewhere. */
export class LibraryAudio1795200000075 implements Migration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('CREATE INDEX library_files_audio ON library_files (audio_hash) WHERE audio_hash IS NOT NULL');
  }
}
