import { crc32, deflateSync } from "node:zlib";
import { decode } from "fast-png";

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
  const rows = Buffer.alloc(height * (width + 1)); // a row begins with its filter: 0, none
  pixels.forEach((colour, at) => {
    const place = places.get(colour) ?? nearest(palette, colour);
    places.set(colour, place);
    rows[at + Math.floor(at / width) + 1] = place;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8); // bits per pixel, kind: palette
  return Buffer.concat([
    png.subarray(0, 8), // the signature
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap(rgb))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  out.writeUInt32BE(data.length, 0);
  out.writeUInt32BE(crc32(out.subarray(4, -4)), out.length - 4);
  return out;
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
