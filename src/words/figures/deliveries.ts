/** The words of `plot.lanes` for a run on a queue. */
import { count, counted, list, ms, round } from "../numbers.js";

/** A run on a queue, as far as it is put into words; moments in ms since it began. */
export interface Story {
  readonly leaseMs: number;
  /** No host's clock is taken to be right by more than this. */
  readonly errorMs: number;
  readonly parts: number;
  readonly deliveries: number;
  /** Answers that were not used; of these, those that came and were refused. */
  readonly unused: number;
  readonly refused: number;
  readonly again: readonly {
    readonly part: number;
    readonly host: string;
    readonly atMs: number;
  }[];
  readonly events: readonly Happened[];
}

/** What happened to a host; a frozen one for how long. */
interface Happened {
  readonly host: string;
  readonly kind: keyof typeof events;
  readonly atMs: number;
  readonly forMs: number;
}

/** More than these stand in no sentence. */
const MOST = 6;

/** "44 deliveries of 40 parts, 2 late answers refused". */
export function counts({ deliveries, parts, refused }: Story): string {
  const all = `${counted(deliveries, "delivery").replace(/ys$/, "ies")} of ${counted(parts, "part")}`;
  return refused > 0 ? `${all}, ${counted(refused, "late answer")} refused` : all;
}

/** Whether something happened that a calm run has not. */
export function isEventful({ events, unused }: Story): boolean {
  return events.length > 0 || unused > 0;
}

export function title(name: string, story: Story): string {
  const events = story.events.slice(0, MOST).map(({ host, kind }) => `${host} ${kind}`);
  return [`${name}: ${counts(story)}`, ...(events.length > 0 ? [list(events)] : [])].join("; ");
}

function happened({ host, ...it }: Happened): string {
  return `${host} ${when(it)}`;
}

/** "killed at 640 ms", "frozen at 500 ms for 900 ms". */
function when({ kind, atMs, forMs }: Omit<Happened, "host">): string {
  return `${kind} at ${ms(atMs)}${forMs > 0 ? ` for ${ms(forMs)}` : ""}`;
}

export function sentence(story: Story): string {
  const again = story.again.map(
    ({ part, host, atMs }) => `part ${part} again to ${host} at ${ms(atMs)}`,
  );
  const more = again.length > MOST ? [`and ${again.length - MOST} more`] : [];
  return [
    `${counts(story)}, lease ${ms(story.leaseMs)}`,
    ...story.events.map(happened),
    ...(again.length > 0 ? [`delivered ${[...again.slice(0, MOST), ...more].join(", ")}`] : []),
    `clocks wrong by at most ${ms(story.errorMs)}`,
  ].join("; ");
}

/** What is drawn of deliveries whose answers were not used. */
interface Unused {
  readonly silent: boolean;
  readonly refused: boolean;
  /** Those of all runs: the table tells them apart. */
  readonly leasesMs: readonly number[];
}

/** How the marks of a queue are read. */
export function key({ silent, refused, leasesMs }: Unused): string[] {
  const [leaseMs = 0, ...others] = new Set(leasesMs);
  const lease = others.length > 0 ? "" : `, lease ${count(leaseMs)} ms`;
  const hatched = silent ? [`hatched: silence${lease}`] : [];
  const late = refused ? ["✕: late, refused"] : [];
  return [
    ["empty: not used", ...hatched].join(" · "),
    ["dotted, thick: again", ...late].join(" · "),
  ];
}

/** What stands on a bar. */
export function number(part: number, attempt: number): string {
  return attempt > 1 ? `${part} again` : `${part}`;
}

/** What the mouse is told of a delivery whose answer was not used. */
export function unused(part: number, attempt: number, refused: boolean, silentMs: number): string {
  const silence = silentMs > 0 ? [`nothing was heard for ${ms(silentMs)}`] : [];
  const answer = refused ? "its late answer was refused" : "no answer came";
  return `part ${part}, delivery ${attempt}: ${[...silence, answer].join(", ")}`;
}

export const frozen = "frozen for %{x:.0f} ms";

/** The lane of parts that no host answered, however often they were delivered. */
export const nowhere = "unanswered";

/** What stands over a host's lane. */
export const events = {
  joined: "joined",
  killed: "killed",
  left: "left",
  frozen: "frozen",
  thawed: "thawed",
} as const;

/** A host, beside its lane. */
interface Host {
  readonly unused: number;
  readonly refused: number;
  readonly happened: readonly Omit<Happened, "host">[];
  /** Infinite if its clock has not been asked. */
  readonly errorMs: number;
  readonly leaseMs: number;
}

/** The columns of a host beside those of its lane; dashes for a lane that is no host. */
export function row(host?: Host) {
  const asked = host && Number.isFinite(host.errorMs);
  return {
    "answers not used": host?.unused ?? "–",
    "answers refused": host?.refused ?? "–",
    "what happened": host?.happened.map(when).join(", ") || "–",
    "clock wrong by at most (ms)": asked ? round(host.errorMs) : "–",
    "lease (ms)": host?.leaseMs ?? "–",
  };
}
