/** A claim about hosts, where there are none. */
export function noHosts(says: string): string {
  return `Skipped, as there is no nats-server here: ${says}`;
}
