import { must, mustBeInteger, mustBeOneOf } from "../../arguments.js";
import { reaperReady } from "../reaper.js";
import { MOST_WIDE, type Way } from "../way.js";
import type { HostFault } from "./local-host.js";

/** What `way.queue` can be told. */
export interface QueueOptions {
  /**
   * How many hosts it starts here: processes that know an address and a password. Default 2. With a
   * `url` it starts none, and waits until so many are there. Default 1.
   */
  hosts?: number;
  /** How many parts a host runs at once, each on a thread of its own. Default 1. */
  width?: number;
  /** A part is handed out again when nothing was heard of its host for so long. Default 1,000. */
  leaseMs?: number;
  /** How long a part may take before its host gives it back, and another gets it. Default 60,000. */
  mostMs?: number;
  /** A broker to which hosts from elsewhere come: `nats://name:word@192.0.2.7:4222`. Default: none. */
  url?: string;
  /** What happens to its hosts in the first run. Default: nothing. */
  faults?: readonly HostFault[];
}

/**
 * Hosts that take parts from a broker (NATS JetStream), and send the answers there. A host has a part
 * on a lease: if nothing is heard of it for so long, another host gets the part.
 *
 * @throws {TypeError | RangeError} if an option is wrong.
 */
export function queue(options: QueueOptions = {}): Way {
  const { url, faults = [], leaseMs = 1000, mostMs = 60_000, width = 1 } = options;
  const { hosts = url === undefined ? 2 : 1 } = options;
  mustBeInteger(ACTION, "hosts", hosts, { most: MOST_WIDE });
  mustBeInteger(ACTION, "width", width, { most: MOST_WIDE });
  mustBeInteger(ACTION, "leaseMs", leaseMs, { least: 100, most: HOUR_MS });
  mustBeInteger(ACTION, "mostMs", mostMs, { most: HOUR_MS });
  const is = url === undefined || (URL.canParse(url) && new URL(url).protocol === "nats:");
  must(is, ACTION, "'url' must be an address such as nats://name:word@192.0.2.7:4222", url);
  must(Array.isArray(faults), ACTION, "'faults' must be a list", faults);
  const own = url === undefined || faults.length === 0;
  must(own, ACTION, "'faults' happen to hosts of its own only, not to those of a 'url'", faults);
  for (const fault of faults) checkFault(fault, hosts);
  const late = faults.filter(({ kind }) => kind === "join");
  const some = new Set(late.map(({ host }) => host)).size < hosts;
  must(some, ACTION, "of the hosts that 'faults' name, one at least must not join late", faults);
  const its = { hosts, width, leaseMs, mostMs, url, faults };
  // Loaded when it is needed: it brings the broker's client, and most notebooks never ask for it.
  let crew: typeof import("./crew.js");
  const load = async () => {
    crew = await import("./crew.js");
  };
  return {
    name: "queue",
    width: hosts * width,
    // Hosts take what they want, when they want it: there is always something there for them.
    ahead: MOST_WIDE,
    prepare: () => Promise.all([load(), reaperReady()]),
    open: (job) => new crew.QueueCrew(job, its),
  };
}

const ACTION = "Cannot make the way 'queue'";
const HOUR_MS = 3_600_000;

function checkFault(fault: HostFault, hosts: number): void {
  must(typeof fault === "object" && fault !== null, ACTION, "a fault must be an object", fault);
  mustBeOneOf(ACTION, "kind", fault.kind, ["kill", "freeze", "leave", "join"]);
  mustBeInteger(ACTION, "host", fault.host, { least: 0, most: hosts - 1 });
  mustBeInteger(ACTION, "afterMs", fault.afterMs, { least: 0, most: HOUR_MS });
  if (fault.kind === "freeze") mustBeInteger(ACTION, "forMs", fault.forMs, { most: HOUR_MS });
}
