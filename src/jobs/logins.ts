import { readFile } from "node:fs/promises";
import { devNull } from "node:os";
import type { Job } from "../lab/job.js";
import { load, type Source } from "../lab/run-part.js";
import { fromFunction } from "./from-function.js";
import { makeKey } from "./keys.js";

/** Gives a function twelve logins to start, and reads five files behind its back. */
export async function logIn(source: Source) {
  const runPart = await load(source);
  let [started, ended, mostInProgress] = [0, 0, 0];
  const starts = Array.from({ length: 12 }, (_, user) => async () => {
    started++;
    mostInProgress = Math.max(mostInProgress, started - ended);
    await makeKey(`${user}`, 100_000);
    ended++;
    return `user ${user}`;
  });
  const logins = runPart(0, starts);
  const reads = Array.from({ length: 5 }, () => readFile(devNull).then(() => ended));
  const endedBeforeReads = Math.max(...(await Promise.all(reads)));
  const { span, ...outcome } = await logins;
  return { ...outcome, started, mostInProgress, endedBeforeReads };
}

/**
 * The job of one part that lets `schedule` start twelve logins, in the process that runs it. Its
 * answer: the `value` of the schedule, how many logins were `started`, `mostInProgress` at once,
 * and how many had ended when the last of five reads was done, `endedBeforeReads`.
 *
 * @throws {TypeError} if it is no function as `fromFunction` takes it.
 * @throws {Error} when it is run, if the schedule throws.
 */
export function logins(schedule: (starts: never) => unknown): Job {
  const { module, name } = fromFunction(schedule, { parts: [null] });
  return {
    ...{ label: "logins", size: 12, module: import.meta.url, name: "logIn" },
    ...{ parts: [{ module, name }], merge: ([answer]) => unlessFailed(answer) },
  };
}

function unlessFailed(answer: unknown): unknown {
  const { fault } = answer as { fault?: { message: string } };
  if (fault) throw new Error(fault.message);
  return answer;
}
