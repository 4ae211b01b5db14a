/** Random ids of cards, columns and other items: 128 bits spelled in 22 characters. */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BYTES = 16;
/** 62 ** 22 is just over 2 ** 128. */
const LENGTH = 22;

/** Fills bytes with randomness; tests bring their own. */
export type FillRandom = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;

/** Returns a new id, which nobody else will draw. */
export function newId(fill: FillRandom = (bytes) => crypto.getRandomValues(bytes)): string {
  return spell(fill(new Uint8Array(BYTES)));
}

/** Spells bytes, read as one big-endian number, in base 62. */
function spell(bytes: Uint8Array): string {
  let rest = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let text = "";
  for (let index = 0; index < LENGTH; index += 1) {
    text = DIGITS.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/** Says whether a text is spelled as an id. */
export function isId(text: string): boolean {
  return /^[0-9A-Za-z]{22}$/.test(text);
}

/** Below this write machines: in Yjs the higher client id wins, so a person beats an import. */
const PERSON_CLIENT_ID_MIN = 2 ** 20;

/** Returns a client id for an editor that is a person. */
export function newClientId(random: () => number = Math.random): number {
  return PERSON_CLIENT_ID_MIN + Math.floor(random() * (2 ** 32 - PERSON_CLIENT_ID_MIN));
}
