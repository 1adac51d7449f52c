import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { EmulatedServer } from '../emulated-server.js';
import { seededRandom } from '../seeded-random.js';
import { emptyCatalogue, type PlatformCatalogue } from './platform-catalogue.js';

/** How one platform answers, after its contract. */
export interface PlatformAnswers {
  /** @returns undefined for an address that the platform does not have */
  answer(catalogue: PlatformCatalogue, request: EmulatedRequest, address: string): EmulatedAnswer | undefined;
  /** As the platform asks callers to log in; a page with a form if left out. */
  readonly logIn?: EmulatedAnswer;
  /** As the platform says that it is asked too often; status 429 if left out. */
  readonly tooOften?: EmulatedAnswer;
}

/** What can be wrong with a platform; change it at any time. */
export interface PlatformKnobs {
  /** Before each answer. */
  latencyMs: number;
  /** Share of the requests, 0 to 1, that end with status 502. */
  errorRate: number;
  /** If set, every request is refused as one too many, with this Retry-After. */
  retryAfterSeconds: number | undefined;
  /** Answers as if it held nothing. */
  empty: boolean;
  /** Lists and objects within answers have other names than yesterday; statuses and codes are the same. */
  layoutChanged: boolean;
  /** Wants a log-in first. */
  loginWall: boolean;
}

const soundKnobs: PlatformKnobs = {
  latencyMs: 0,
  errorRate: 0,
  retryAfterSeconds: undefined,
  empty: false,
  layoutChanged: false,
  loginWall: false,
};

const logInPage: EmulatedAnswer = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Log in</title><form></form>' };

/** A platform behind a real HTTP server that answers from its catalogue, with knobs for what can go wrong. */
export class PlatformEmulator {
  readonly knobs: PlatformKnobs = { ...soundKnobs };
  private readonly random = seededRandom(1);

  private constructor(
    readonly catalogue: PlatformCatalogue,
    private readonly answers: PlatformAnswers,
  ) {}

  private running: EmulatedServer | undefined;

  static async start(answers: PlatformAnswers, catalogue: PlatformCatalogue = emptyCatalogue()): Promise<PlatformEmulator> {
    const emulator = new PlatformEmulator(catalogue, answers);
    emulator.running = await EmulatedServer.start((request) => emulator.respond(request), { pace: emulator.knobs });
    return emulator;
  }

  get server(): EmulatedServer {
    if (this.running === undefined) throw new Error('the emulator was not started');
    return this.running;
  }

  /** Without a trailing slash. */
  get url(): string {
    return this.server.url;
  }

  private respond(request: EmulatedRequest): EmulatedAnswer | undefined {
    const { errorRate, retryAfterSeconds, empty, layoutChanged, loginWall } = this.knobs;
    if (retryAfterSeconds !== undefined)
      return { status: 429, ...this.answers.tooOften, headers: { 'retry-after': String(retryAfterSeconds) } };
    if (errorRate > 0 && this.random() < errorRate) return { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' };
    if (loginWall) return this.answers.logIn ?? logInPage;
    const answer = this.answers.answer(empty ? emptyCatalogue() : this.catalogue, request, this.url);
    return layoutChanged ? renamed(answer) : answer;
  }
}

/** The answer as a new release of the service might send it. */
function renamed(answer: EmulatedAnswer | undefined): EmulatedAnswer | undefined {
  const body = answer?.body;
  if (typeof body !== 'object' || Buffer.isBuffer(body)) return answer;
  return { ...answer, body: renamedFields(body) };
}

function renamedFields(value: object): object {
  if (Array.isArray(value)) return value.map((one: unknown) => (typeof one === 'object' && one !== null ? renamedFields(one) : one));
  const fields = Object.entries(value).map(([name, field]: [string, unknown]) =>
    typeof field === 'object' && field !== null ? [`${name}V2`, renamedFields(field)] : [name, field],
  );
  return Object.fromEntries(fields) as object;
}
