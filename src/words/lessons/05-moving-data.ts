import { times } from "../numbers.js";

export const pays = {
  yes: (way: string, speedUp: number) =>
    `${way} is faster than single: speed-up ${times(speedUp)}.`,
  no: (speedUp: number) =>
    `Not faster: speed-up ${times(speedUp)}, wanted above 1. What do you still send?`,
  oneCore: (way: string) =>
    `Skipped: on one core no ${way} can be faster than single, whatever you send.`,
};
