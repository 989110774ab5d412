import assert from "node:assert/strict";
import { it } from "node:test";
import { convertIndexedToRgb, decode, encode } from "fast-png";
import { withPalette } from "#dist/tools/notebooks/png.js";

const colours = [
  [255, 255, 255],
  [230, 159, 0],
  [0, 114, 178],
  [254, 254, 254],
];
/** Five rows of four pixels, a colour per column. */
const rgb = Uint8Array.from([1, 2, 3, 4, 5].flatMap(() => colours.flat()));
const picture = Buffer.from(encode({ width: 4, height: 5, channels: 3, depth: 8, data: rgb }));

it("keeps every pixel where there are colours enough", () => {
  const small = decode(withPalette(picture), { checkCrc: true });
  assert.deepEqual([small.width, small.height, small.palette?.length], [4, 5, 4]);
  assert.deepEqual(convertIndexedToRgb(small), rgb);
});

it("reads pictures with transparency, as a browser may write them", () => {
  const data = Uint8Array.from(
    [1, 2, 3, 4, 5].flatMap(() => colours.flatMap((it) => [...it, 255])),
  );
  const clear = encode({ width: 4, height: 5, channels: 4, depth: 8, data });
  assert.deepEqual(convertIndexedToRgb(decode(withPalette(Buffer.from(clear)))), rgb);
});

it("gives a rare colour the nearest that is kept", () => {
  const first = convertIndexedToRgb(decode(withPalette(picture, 3))).slice(0, 12);
  assert.deepEqual([...first], [255, 255, 255, 230, 159, 0, 0, 114, 178, 255, 255, 255]);
});
