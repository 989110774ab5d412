import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { primes } from "#dist/jobs/primes.js";
import { run } from "#dist/lab/measure.js";
import { way } from "#dist/lab/ways/index.js";
import { startBroker } from "#dist/lab/ways/queue/broker.js";
import { noServer } from "../lab/python.js";
import { HostProgram, urlOf } from "../tools/host-program.js";

const ip = (line: string) => execFileSync("ip", line.split(" "), { stdio: "pipe" });

/** Networks of their own for so many machines, all on links to this one; and what ends them. */
function networks(count: number) {
  const all = Array.from({ length: count }, (_, i) => ({
    name: `lab-${process.pid}-${i}`,
    link: `lab${process.pid % 10_000}-${i}`,
    // Addresses that are for tests only (RFC 2544).
    here: `198.18.${i}.1`,
    there: `198.18.${i}.2`,
  }));
  const end = () => {
    for (const { name, link } of all) {
      for (const line of [`link del ${link}`, `netns del ${name}`]) {
        try {
          ip(line);
        } catch {
          // It has not been made.
        }
      }
    }
  };
  try {
    for (const { name, link, here, there } of all) {
      ip(`netns add ${name}`);
      ip(`link add ${link} type veth peer name eth0 netns ${name}`);
      ip(`addr add ${here}/24 dev ${link}`);
      ip(`link set ${link} up`);
      ip(`-n ${name} addr add ${there}/24 dev eth0`);
      ip(`-n ${name} link set eth0 up`);
      ip(`-n ${name} route add default via ${here}`);
    }
    return { all, end };
  } catch {
    end();
    return null;
  }
}

test("a host whose link is cut for a second: its parts go to others, and none counts twice", {
  skip: noServer,
  timeout: 120_000,
}, async (t) => {
  const made = networks(3);
  if (!made) return t.skip("this machine does not lend networks: that takes Linux, `ip` and root");
  t.after(made.end);
  const broker = await startBroker({ address: "0.0.0.0" });
  t.after(broker.close);
  const { port } = new URL(broker.url);
  const programs = made.all.map(({ name, here }) => {
    const url = urlOf({ ...broker, url: `nats://${here}:${port}` }, "host");
    return new HostProgram([url, "1"], ["ip", "netns", "exec", name]);
  });
  t.after(() => programs.map((program) => program.process.kill("SIGKILL")));
  for (const program of programs) await program.prints(/Ctrl-C/);

  const url = urlOf({ ...broker, url: `nats://127.0.0.1:${port}` }, "owner");
  const its = way.queue({ url, hosts: 3, leaseMs: 300 });
  const { link } = made.all[0]!;
  let cut = false;
  const running = run(primes({ upTo: 12_000_000, parts: 60 }), its, {
    onProgress: async (done) => {
      if (cut || done < 6) return;
      cut = true;
      ip(`link set ${link} down`);
      await wait(1000);
      ip(`link set ${link} up`);
    },
  });
  const { answer, spans, deliveries } = await running;
  assert.equal((answer as number[]).length, 788_060);
  assert.equal(new Set(spans.map(({ part }) => part)).size, 60);
  assert.ok(
    deliveries!.unused.length > 0,
    "a part of the host that was cut off was delivered again",
  );
  const lost = new Set(deliveries!.unused.map(({ host }) => host));
  assert.equal(lost.size, 1, "of that host only");
});
