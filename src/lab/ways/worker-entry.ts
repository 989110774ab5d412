import { threadId, workerData } from "node:worker_threads";
import type { Outcome } from "../job.js";
import { load, type Source } from "../run-part.js";

/** What a worker thread is asked: to run a part, or (`null`) only to load the job and say who it is. */
export type Task = { readonly part: number; readonly input: unknown } | null;

// Which job it is was said when the thread was started: it is loaded at once, before it is asked for.
const loaded = load(workerData as Source);
// Whoever asks hears of a failure.
loaded.catch(() => {});

/** What a worker thread runs, once per task. */
export default async function work(task: Task): Promise<Outcome | number> {
  const runPart = await loaded;
  if (task) workerData.ranIn[task.part] = threadId;
  return task === null ? threadId : runPart(task.part, task.input);
}
