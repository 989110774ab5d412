import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, mkdtempSync, openSync, read, rmSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as nap } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { mustBeInteger } from "../lab/arguments.js";
import type { Job } from "../lab/job.js";
import { load, type Source } from "../lab/run-part.js";
import { fromFunction } from "./from-function.js";
import { makeKey } from "./keys.js";

/** Reads from a pipe into which nobody writes, so many times. What it returns lets them end. */
export function takeThreads(taken: number): () => void {
  const folder = mkdtempSync(join(tmpdir(), "pool-"));
  const pipe = join(folder, "pipe");
  try {
    execFileSync("mkfifo", [pipe]);
    const end = openSync(pipe, constants.O_RDWR);
    for (let i = 0; i < taken; i++) read(end, Buffer.alloc(1), 0, 1, null, () => {});
    return () => writeSync(end, Buffer.alloc(taken));
  } finally {
    rmSync(folder, { recursive: true }); // it has no name any more: nothing is left behind
  }
}

/** Makes all calls while threads are taken, and lists them in the order of their answers. */
export async function behindFullPool(input: { calls: [string, Source][]; taken: number }) {
  const { calls, taken } = input;
  const loaded = await Promise.all(calls.map(([, source]) => load(source)));
  const server = createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const answered: { call: string; verdict: string }[] = [];
  let verdict = "goes on";
  const windows = process.platform === "win32";
  const busy = windows && Promise.race(Array.from({ length: taken }, () => makeKey("", 3_000_000)));
  const release = windows ? () => {} : takeThreads(taken);
  const asked = loaded.map(async (runPart, nth) => {
    const outcome = await runPart(nth, port);
    const failed = "fault" in outcome && `failed: ${outcome.fault.message}`;
    answered.push({ call: calls[nth]![0], verdict: failed || verdict });
  });
  // Windows has no such pipes: there the pool computes, and is free when the first key is made.
  await (busy || Promise.race([quiet(answered), nap(10_000)]));
  verdict = "waits";
  release();
  await Promise.all(asked);
  server.close();
  return answered;
}

/** Waits until no more answers come, while what takes longest without the pool is done twice. */
async function quiet(answered: readonly unknown[]): Promise<void> {
  let before: number;
  do {
    before = answered.length;
    for (let i = 0; i < 2; i++) {
      await once(new Worker("", { eval: true }), "exit");
      await once(spawn(process.execPath, ["-e", ""], { stdio: "ignore" }), "exit");
    }
  } while (answered.length > before);
}

/**
 * The job of one part that fills threads of the pool of the process that runs it, then makes the
 * `calls`: functions as `fromFunction` takes them, which are given the port of a server. Its answer
 * says of each whether it waits until the threads are free again, in the order of the answers.
 *
 * @throws {TypeError | RangeError} if a call is no such function, or `taken` is out of range.
 */
export function fullPool(
  calls: Readonly<Record<string, (port: never) => unknown>>,
  { taken }: { taken: number },
): Job {
  mustBeInteger("Cannot take threads of the pool", "taken", taken, { most: 64 });
  const sources = Object.entries(calls).map(([call, fn]) => {
    const { module, name } = fromFunction(fn, { parts: [null] });
    return [call, { module, name }] as const;
  });
  const label = `${taken} threads taken`;
  return {
    ...{ label, size: sources.length, module: import.meta.url, name: "behindFullPool" },
    ...{ parts: [{ calls: sources, taken }], merge: ([value]) => value },
  };
}
