import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { requireProgram, until } from '@catalogsync/testkit';

const execute = promisify(execFile);
const script = fileURLToPath(new URL('./container-host.sh', import.meta.url));

/** Whether containers can run here. Not as another user than root, and not where namespaces are forbidden: that is said loudly. */
export function containersCanRun(): boolean {
  const programs = ['podman', 'buildah', 'crun', 'mmdebstrap', 'docker-compose'].map((name) => requireProgram(name, '--version'));
  if (!programs.every(Boolean)) return false;
  const allowed = process.getuid?.() === 0 && spawnSync('unshare', ['-mn', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
  if (!allowed) process.stderr.write('\n!!! SKIPPED: containers are started here only by root, where namespaces are allowed\n\n');
  return allowed;
}

/** Runs a program to its end. @throws with all that it wrote, if that is not a good one */
export async function run(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const options = { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await execute(program, args, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout.slice(-4000)}\n${stderr.slice(-4000)}`, { cause: error });
  }
}

/** Where images are; several hosts read those of one. */
export class ImageStore {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    writeConfiguration(folder);
  }

  get images(): string {
    return join(this.folder, 'graph');
  }

  /** podman or buildah, in mounts of its own: crun and chroot need it so. */
  run(program: string, ...args: string[]): Promise<string> {
    const inside = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"';
    return run('unshare', ['-m', 'bash', '-c', inside, 'images', program, ...args], {
      CONTAINERS_STORAGE_CONF: join(this.folder, 'storage.conf'),
      CONTAINERS_CONF: join(this.folder, 'containers.conf'),
    });
  }
}

function writeConfiguration(folder: string, images?: string): void {
  const others = images === undefined ? '' : `[storage.options]\nadditionalimagestores = ["${images}"]\n`;
  writeFileSync(
    join(folder, 'storage.conf'),
    `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n${others}`,
  );
  writeFileSync(
    join(folder, 'containers.conf'),
    `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "cni"
network_config_dir = "${folder}/networks"
`,
  );
}

/** A machine with an engine: a network namespace, reached by its address. */
export class ContainerHost {
  private engine: ChildProcess | undefined;

  constructor(
    /** Of the namespace, too. */
    readonly name: string,
    private readonly folder: string,
  ) {}

  async start(images: string): Promise<void> {
    mkdirSync(join(this.folder, 'networks'), { recursive: true });
    writeConfiguration(this.folder, images);
    this.engine = spawn(script, [this.folder, this.name], { stdio: ['pipe', 'ignore', 'ignore'] });
    await until(() => existsSync(this.socket));
  }

  /** Ends all containers. */
  async stop(): Promise<void> {
    if (this.engine === undefined || this.engine.exitCode !== null) return;
    const ended = once(this.engine, 'exit');
    this.engine.stdin?.end();
    await ended;
  }

  private get socket(): string {
    return join(this.folder, 'engine.sock');
  }

  /** docker-compose, as its user types it. */
  compose(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
    return run('docker-compose', args, { ...environment, DOCKER_HOST: `unix://${this.socket}`, COMPOSE_PROJECT_NAME: 'cs' });
  }

  /** A request by a program on this machine. */
  async fetch(address: string): Promise<{ status: number; text: string; bytes: number }> {
    const ask =
      'const answer = await fetch(process.argv[1]); const body = Buffer.from(await answer.arrayBuffer()); console.log(JSON.stringify({ status: answer.status, text: body.toString().slice(0, 100_000), bytes: body.length }))';
    const node = [process.execPath, '--input-type=module', '-e', ask, '--', address];
    return JSON.parse(await run('nsenter', [`--net=/run/netns/${this.name}`, ...node], { NODE_OPTIONS: '' }));
  }
}
