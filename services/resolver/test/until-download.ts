import type { DownloadEngine } from '../src/core/downloads/download-engine.js';
import type { DownloadView } from '../src/core/downloads/model.js';

/** Waits until `holds` is true of a download, however long the machine takes. */
export async function untilDownload(engine: DownloadEngine, id: string, holds: (view: DownloadView) => boolean): Promise<DownloadView> {
  const left = new AbortController();
  const changes = engine.changes(left.signal);
  try {
    let view = await engine.get(id);
    if (holds(view)) return view;
    for await (const _ of changes) {
      view = await engine.get(id);
      if (holds(view)) return view;
    }
    throw new Error('the engine stopped');
  } finally {
    left.abort();
  }
}

export const hasItsEnd = ({ record }: DownloadView): boolean => record.endedAt !== undefined;
