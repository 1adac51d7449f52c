import type { Actor, Audit } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import type { UploadBackend, UploadQuestions } from './upload-store.js';

/** An upload in parts that was neither completed nor given up: it occupies space that no listing shows. */
export interface Unfinished {
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since 1970; 0 if the server does not say. */
  readonly startedAt: number;
}

/** Object storage as the catalogue's owner sees it. All methods throw Faults, see `ObjectStore` of libs/object-storage. */
export interface BackendAccess {
  /** Writes, reads and removes a small object. */
  probe(backend: UploadBackend, signal: AbortSignal): Promise<void>;
  /** @throws Fault `unsupported` where the server cannot list them */
  unfinished(backend: UploadBackend, signal: AbortSignal): Promise<readonly Unfinished[]>;
  giveUp(backend: UploadBackend, upload: Unfinished, signal: AbortSignal): Promise<void>;
}

/** What is wrong with a backend; for a person. */
interface BackendProblem {
  readonly message: string;
  readonly hint: string;
}

export interface BackendHealth {
  readonly backend: UploadBackend;
  readonly problem: BackendProblem | undefined;
}

export interface BackendOrphans extends BackendHealth {
  readonly orphans: readonly Unfinished[];
}

export interface BackendCareParts {
  readonly questions: Pick<UploadQuestions, 'backends' | 'begunUploads'>;
  readonly access: BackendAccess;
  readonly audit: Audit;
  /** Aborts after so many milliseconds. */
  readonly after: (ms: number) => AbortSignal;
}

/** One backend that does not answer must not keep the others waiting. */
const longestMs = 20_000;

/** Whether object storage can be used, and what half uploads have left there. */
export class BackendCare {
  constructor(private readonly parts: BackendCareParts) {}

  /** All backends, or one. @throws Fault `not_found` */
  async check(name: string, signal: AbortSignal): Promise<BackendHealth[]> {
    const backends = await this.chosen(name);
    return Promise.all(
      backends.map(async (backend) => {
        const { problem } = await tried(() => this.parts.access.probe(backend, this.within(signal)), signal);
        return { backend, problem };
      }),
    );
  }

  /** Uploads that nothing here goes on with. @throws Fault `not_found` */
  async orphans(name: string, signal: AbortSignal): Promise<BackendOrphans[]> {
    const backends = await this.chosen(name);
    return Promise.all(
      backends.map(async (backend) => {
        const { value = [], problem } = await tried(() => this.orphansOf(backend, this.within(signal)), signal);
        return { backend, problem, orphans: value };
      }),
    );
  }

  /** Gives them up. @returns what was given up. @throws Fault `not_found` */
  giveUp(name: string, actor: Actor, signal: AbortSignal): Promise<BackendOrphans[]> {
    const target = name === '' ? 'all backends' : `backend ${name.slice(0, 100)}`;
    return this.parts.audit.run({ ...actor, action: 'abortUploads', target }, async () => {
      const done: BackendOrphans[] = [];
      for (const { backend, orphans, problem } of await this.orphans(name, signal)) {
        const given: Unfinished[] = [];
        const outcome = await tried(async () => {
          for (const upload of orphans) {
            await this.parts.access.giveUp(backend, upload, this.within(signal));
            given.push(upload);
          }
        }, signal);
        done.push({ backend, problem: problem ?? outcome.problem, orphans: given });
      }
      return done;
    });
  }

  /** What is remembered is asked after the list: an upload that begins meanwhile is written down before its first part. */
  private async orphansOf(backend: UploadBackend, signal: AbortSignal): Promise<Unfinished[]> {
    const unfinished = await this.parts.access.unfinished(backend, signal);
    if (unfinished.length === 0) return [];
    const begun = await this.parts.questions.begunUploads(backend.id);
    return unfinished.filter(({ uploadId }) => !begun.has(uploadId));
  }

  private within(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.parts.after(longestMs)]);
  }

  private async chosen(name: string): Promise<readonly UploadBackend[]> {
    const backends = await this.parts.questions.backends();
    if (name === '') return backends;
    const chosen = backends.filter((backend) => backend.name === name);
    if (chosen.length > 0) return chosen;
    const names = backends.map((backend) => backend.name).join(', ');
    throw new Fault('not_found', `there is no object storage "${name.slice(0, 100)}"`, {
      hint: names === '' ? 'Register one: catalogsync backends register.' : `There is: ${names}.`,
    });
  }
}

/** The end of the caller's interest is no problem of the backend. */
async function tried<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<{ readonly value?: T; readonly problem: BackendProblem | undefined }> {
  try {
    return { value: await work(), problem: undefined };
  } catch (error) {
    signal.throwIfAborted();
    const { message, hint = '' } = toFault(error);
    return { problem: { message, hint } };
  }
}
