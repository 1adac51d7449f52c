import { beforeEach, describe, expect, test } from '@jest/globals';
import { IdleMemory, type ProcessMemory } from './idle-memory.js';

const megabyte = 1024 * 1024;

/** A process whose heap keeps what work took until it is released. */
class Process implements ProcessMemory {
  private cpu = 0;
  private resident = 100 * megabyte;
  releases = 0;

  work(ms: number, bytes: number): void {
    this.cpu += ms;
    this.resident += bytes;
  }

  cpuMs(): number {
    return this.cpu;
  }

  residentBytes(): number {
    return this.resident;
  }

  release(): void {
    this.releases++;
    this.cpu += 300;
    this.resident = 100 * megabyte;
  }
}

describe('Memory of a process that has worked', () => {
  let running: Process;
  let idle: IdleMemory;

  beforeEach(() => {
    running = new Process();
    idle = new IdleMemory(running);
  });

  test('is given back once the process rests, and only once', () => {
    running.work(12_000, 150 * megabyte);
    idle.look();
    expect(running.releases).toBe(0);
    for (let look = 0; look < 10; look++) idle.look();
    expect(running.releases).toBe(1);
  });

  test('is kept as long as the process works', () => {
    for (let look = 0; look < 20; look++) {
      running.work(2_000, 10 * megabyte);
      idle.look();
    }
    expect(running.releases).toBe(0);
  });

  test('is given back again after further work', () => {
    for (const releases of [1, 2, 3]) {
      running.work(6_000, 30 * megabyte);
      idle.look();
      idle.look();
      expect(running.releases).toBe(releases);
    }
  });

  test('is not looked for when little was used, so that resting costs next to nothing', () => {
    running.work(6_000, 30 * megabyte);
    for (let look = 0; look < 3; look++) idle.look();
    const before = running.cpuMs();
    for (let look = 0; look < 1_000; look++) {
      running.work(100, 0);
      idle.look();
    }
    expect(running.releases).toBe(1);
    expect(running.cpuMs() - before).toBe(100_000);
  });
});
