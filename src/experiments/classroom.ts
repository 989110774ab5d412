import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { current, must, mustHold } from "../lab/arguments.js";
import { type Machine, machine } from "../lab/machine.js";
import { median, type Run, wallMs } from "../lab/run.js";
import type { Price } from "./card/card.js";

/** What one learner's machine has measured: a line of JSON, without a name. */
export interface Result extends Machine {
  /** Speed-up over `single` by the number of workers, for example `{ "2": 1.9 }`. */
  readonly speedUp: Readonly<Record<string, number>>;
  /** Cores that other programs kept busy meanwhile. */
  readonly othersBusy: number;
  /** The card's prices in ns, by what they are for; empty if the card was not measured. */
  readonly prices: Readonly<Record<string, number>>;
}

/**
 * The line of this machine: its facts, how many times as fast as `single` the runs with workers
 * were, and its prices.
 *
 * @throws {TypeError | RangeError} if the runs are not those of `single` and of workers.
 */
export function resultLine(runs: readonly Run[], prices: readonly Price[] = []): string {
  const action = "Cannot write the line";
  mustHold(runs, action, "'runs' must be an array of runs");
  const warm = runs.filter((run) => run.warm);
  const single = warm.filter(({ way }) => way === "single").map(wallMs);
  const workers = warm.filter(({ way }) => way === "worker");
  mustHold(single, action, "'runs' must hold warm runs of way.single()");
  mustHold(workers, action, "'runs' must hold warm runs of way.worker(n)");
  const widths = [...new Set(workers.map(({ width }) => width))].sort((a, b) => a - b);
  const speedUp = (n: number) =>
    median(single) / median(workers.filter(({ width }) => width === n).map(wallMs));
  const result: Result = {
    ...machine(),
    speedUp: Object.fromEntries(widths.map((n) => [n, short(speedUp(n))])),
    othersBusy: short(median(warm.map((run) => (run.othersMs ?? 0) / wallMs(run)))),
    prices: Object.fromEntries(prices.map(({ what, ns }) => [what, short(ns)])),
  };
  return JSON.stringify(result);
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}

/**
 * Writes a line into a file of its own in a folder, by default that of the notebook, and returns
 * the file's path. Its name comes from the line: two learners' files can stand in one folder.
 */
export function writeResult(line: string, folder = "."): string {
  parsed(line, "the line");
  const id = createHash("sha256").update(line).digest("hex").slice(0, 8);
  const file = join(folder, `class-${id}.jsonl`);
  writeFileSync(file, `${line}\n`);
  return file;
}

/**
 * Reads the results of a class: from a folder all files that end in .jsonl or .txt, or from a text
 * that somebody has pasted. Lines without a `{` are skipped, and so is what stands around the JSON
 * (a name, the time of a chat); equal lines count once.
 *
 * @throws {TypeError | RangeError} if a line is not a result: it names file, line and field.
 */
export function readClass(folderOrText: string): Result[] {
  must(typeof folderOrText === "string", ACTION, "it must be a folder or a text", folderOrText);
  const isText = folderOrText.includes("{");
  const texts = isText ? [["the text", folderOrText] as const] : filesOf(folderOrText);
  const results = texts.flatMap(([name, text]) =>
    text
      .split(/\r?\n/)
      .flatMap((line, i) => (line.includes("{") ? parsed(line, `line ${i + 1} of ${name}`) : [])),
  );
  mustHold(results, ACTION, "there must be a line or more");
  return [...new Map(results.map((it) => [JSON.stringify(it), it])).values()];
}

function filesOf(folder: string) {
  const names = readdirSync(folder).filter((name) => /\.(jsonl|txt)$/.test(name));
  return names
    .sort()
    .map((name) => [`'${basename(name)}'`, readFileSync(join(folder, name), "utf8")] as const);
}

const ACTION = "Cannot read the results of the class";

type Rule = readonly [holds: (value: unknown) => boolean, inWords: string];
const text: Rule = [(it) => typeof it === "string" && it.length <= 200, "a text"];
const amount: Rule = [isAmount, "a number above 0"];

/** What is known of each field; the messages say it in these words. */
const FIELDS: Readonly<Record<keyof Result, Rule>> = {
  cpu: text,
  cores: amount,
  coresInAll: amount,
  threadsPerCore: [(it) => it === null || isAmount(it), "a number above 0 or null"],
  memoryGiB: amount,
  node: text,
  system: text,
  speedUp: [isSpeedUps, "an object of numbers above 0, by numbers of workers"],
  othersBusy: [(it) => it === 0 || isAmount(it), "a number >= 0"],
  prices: [isAmounts, "an object of numbers above 0"],
};

function isAmount(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1e15;
}

function isAmounts(value: unknown): value is Record<string, number> {
  return typeof value === "object" && value !== null && Object.values(value).every(isAmount);
}

function isSpeedUps(value: unknown): boolean {
  const widths = isAmounts(value) ? Object.keys(value) : [];
  return widths.length > 0 && widths.every((n) => Number(n) >= 1);
}

/** The result in a line: the fields that are known, and no other. */
function parsed(line: string, place: string): Result {
  // A chat may have made its quotes round.
  const json = line.slice(line.indexOf("{"), line.lastIndexOf("}") + 1).replace(/[“”„]/g, '"');
  let value: Record<string, unknown> | undefined;
  try {
    value = JSON.parse(json);
  } catch {
    // Said below: what a line is that is none.
  }
  must(typeof value === "object", ACTION, `${place} must be JSON on one line`, line);
  const known = Object.entries(FIELDS).map(([field, [holds, rule]]) => {
    const it = value[field];
    if (holds(it)) return [field, it];
    const wrong = typeof it === "number" ? RangeError : TypeError;
    throw new wrong(`${ACTION} as '${field}' in ${place} must be ${rule}: ${current(it)}`);
  });
  return Object.fromEntries(known);
}
