import { decode, encode } from "fast-png";

/**
 * The same picture with a palette, at about a third of the size. Drawings have few colours; each
 * rare one (at the edge of a letter) becomes the nearest that is kept.
 * @param png with 8 bits per channel, as browsers write it
 * @param most how many colours are kept, at most 256
 */
export function withPalette(png: Buffer, most = 64): Buffer {
  const { width, height, channels, data } = decode(png);
  const bytes = Buffer.from(data);
  const pixels = new Uint32Array(width * height).map((_, at) => bytes.readUIntBE(at * channels, 3));
  const palette = commonest(pixels, most);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const indexes = Uint8Array.from(pixels, (colour) => {
    const place = places.get(colour) ?? nearest(palette, colour);
    places.set(colour, place);
    return place;
  });
  const small = { width, height, channels: 1, data: indexes, palette: palette.map(rgb) };
  return Buffer.from(encode(small, { zlib: { level: 9 } }));
}

function commonest(pixels: Uint32Array, most: number): number[] {
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.slice(0, most).map(([colour]) => colour);
}

function nearest(palette: readonly number[], colour: number): number {
  const distances = palette.map((other) => {
    const wanted = rgb(colour);
    return rgb(other).reduce((sum, value, nth) => sum + (value - wanted[nth]!) ** 2, 0);
  });
  return distances.indexOf(Math.min(...distances));
}

function rgb(colour: number): number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}
