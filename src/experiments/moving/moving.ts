import { Serializer } from "node:v8";
import { must, mustBeInteger, mustBeOneOf, mustHold } from "../../lab/arguments.js";
import { nowMs } from "../../lab/clock.js";
import type { Job } from "../../lab/job.js";
import { memoryBytes } from "../../lab/machine.js";
import { type MeasureOptions, oneAtATime } from "../../lab/measure.js";
import { median } from "../../lab/run.js";
import { rotated } from "../../lab/schedule.js";
import { inOpen, orStopped, untilStopped } from "../../lab/stop.js";
import { bufferOf, METHODS, type Method, type Move } from "./move.js";
import { KNOCK, openPartners, type Partner } from "./partners.js";

/** What `moveBytes` can be told. */
export interface MoveOptions extends MeasureOptions {
  /** How many bytes, each from 1 to 64 MiB. Default: powers of four, up to what memory allows. */
  bytes?: readonly number[];
  /** How often every method moves every number of bytes. Default 5. */
  rounds?: number;
}

const KIB = 1024;
const MOST = 64 * KIB * KIB;
/** Beyond this the text of a JSON message takes seconds. */
const MOST_JSON = KIB * KIB;
const SHORT_MS = 10;

/** Powers of four from 1 KiB to 64 MiB, or to 1/24 of the memory: both sides hold some copies. */
export function sizes(memory: number = memoryBytes()): number[] {
  const all = Array.from({ length: 9 }, (_, power) => KIB * 4 ** power);
  return all.filter((bytes) => bytes <= memory / 24);
}

/**
 * Measures what it takes to bring bytes to a worker thread or a process and back, by several methods.
 * Methods and sizes take turns, and a round that does not count comes first. JSON, which knows no
 * bytes, gets them as a list of numbers, and no more than 1 MiB of them. The other side does
 * not read the bytes: this is the cost of moving alone.
 *
 * @throws {TypeError | RangeError} before anything is started, if an option is out of range.
 * @throws {Error} if it is stopped. Threads and processes are gone when it ends.
 */
export async function moveBytes(options: MoveOptions = {}): Promise<Move[]> {
  const { bytes = sizes(), rounds = 5, signal, onProgress = () => {} } = options;
  const action = "Cannot move bytes";
  mustHold(bytes, action, "'bytes' must be an array of one number or more");
  for (const size of bytes) mustBeInteger(action, "bytes", size, { most: MOST });
  mustBeInteger(action, "rounds", rounds, { most: 100 });
  const turns = Array.from({ length: rounds + 1 }, (_, turn) => turn)
    .flatMap((turn) => bytes.map((size) => ({ bytes: size, round: turn - 1 })))
    .flatMap((its) => rotated(METHODS, its.round + 1).map((method) => ({ method, ...its })))
    .filter(({ method, bytes }) => method !== "json" || bytes <= MOST_JSON);
  const open = () => openPartners(METHODS);
  return oneAtATime("moveBytes", signal, (stop) =>
    inOpen(open, stop, async ({ partner }) => {
      const moves: Move[] = [];
      for (const its of turns) {
        const ms = await orStopped(stop, timed(partner(its.method), its.method, its.bytes));
        moves.push({ ...its, ms });
        onProgress(moves.length, turns.length);
      }
      return moves.filter(({ round }) => round >= 0);
    }),
  );
}

/**
 * Sends a value to a worker thread or a process of its own, and promises what comes back.
 *
 * @throws {RangeError} if there is no such method.
 * @throws {Error} if the method, or the value, is not made for that.
 */
export async function roundTrip(value: unknown, method: Method = "clone"): Promise<unknown> {
  const action = "Cannot send the value";
  mustBeOneOf(action, "method", method, METHODS);
  const transfer = method === "transfer";
  const can = !transfer || bufferOf(value) instanceof ArrayBuffer;
  const rule = "only a buffer, or an array over one that is not shared, can be transferred";
  must(can, action, rule, value);
  const open = () => openPartners([method]);
  return untilStopped(undefined, (stop) =>
    inOpen(open, stop, async ({ partner }) => {
      const back = await orStopped(stop, partner(method).exchange({ value, transfer }));
      return back.value;
    }),
  );
}

/**
 * How many bytes a job's parts are as messages, all of them together. Shared memory counts
 * nothing: only its address is sent.
 *
 * @throws {Error} if a part cannot be cloned.
 */
export function bytesSent({ parts }: Pick<Job, "parts">): number {
  return parts.reduce((sum: number, part) => {
    const message = new CountingSerializer();
    message.writeValue(part);
    return sum + message.releaseBuffer().byteLength;
  }, 0);
}

class CountingSerializer extends Serializer {
  /** Called for shared memory, which is not written. */
  _getSharedArrayBufferId(): number {
    return 0;
  }
}

/** Moves so many bytes there and back; gives the time in ms. */
async function timed({ exchange }: Partner, method: Method, bytes: number): Promise<number> {
  const transfer = method === "transfer";
  const buffer = method === "shared" ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  // Written to, so that the memory is really there.
  const data = new Uint8Array(buffer).fill(7);
  let value: unknown = method === "json" ? Array.from(data) : data;
  await exchange(KNOCK);
  // A short trip goes many times, and the middle counts: some of them meet the garbage collector,
  // on its way to fetch what the copies before left behind. What copies nothing is always short.
  const short = transfer || method === "shared";
  const times: number[] = [];
  for (let sum = 0; times.length < 25 && (short || sum < SHORT_MS); sum += times.at(-1)!) {
    const startMs = nowMs();
    ({ value } = await exchange({ value, transfer }));
    times.push(nowMs() - startMs);
  }
  const { length, [length - 1]: last } = value as Uint8Array;
  if (length === bytes && last === 7) return median(times);
  throw new Error(`Of ${bytes} bytes sent by '${method}', ${length} came back`);
}
