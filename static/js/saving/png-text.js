/** Words within a PNG: programs show them as the picture's properties. */

const SIGNATURE = 8;
/** Length, kind and check sum of a chunk. */
const AROUND = 12;

/**
 * @param {Blob} blob  a PNG
 * @param {Record<string, string>} words  by the keywords that the format has for them
 * @returns {Promise<Blob>}
 */
export async function withText(blob, words) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const header = SIGNATURE + AROUND + new DataView(bytes.buffer).getUint32(SIGNATURE);
  const chunks = Object.entries(words)
    .filter(([, text]) => text)
    .map(([keyword, text]) => chunk(keyword, text));
  const parts = [bytes.subarray(0, header), ...chunks, bytes.subarray(header)];
  return new Blob(/** @type {BlobPart[]} */ (parts), { type: blob.type });
}

/** International text, not compressed. @param {string} keyword @param {string} text */
function chunk(keyword, text) {
  const content = new TextEncoder().encode(`iTXt${keyword}\0\0\0\0\0${text}`);
  const bytes = new Uint8Array(content.length + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length - 4);
  bytes.set(content, 4);
  view.setUint32(content.length + 4, checkSum(content));
  return bytes;
}

/** CRC-32. @param {Uint8Array} bytes */
function checkSum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
