// Exact fractions, because cms/content/derived.py computes with them: weeks are rounded when they are shown, once.

const NUMBER = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,2}))?\s*$/i;

/** A fraction: BigInt numerator and denominator. @param {bigint} top @param {bigint} bottom */
export const fraction = (top, bottom = 1n) => ({ top, bottom });

export const ZERO = fraction(0n);

/** The number as it was written; null for what is none. @param {string} text */
export function parse(text) {
  const found = NUMBER.exec(text);
  if (!found || !(found[2] || found[3])) return null;
  const [, sign, whole, part = "", power = "0"] = found;
  const shift = Number(power) - part.length;
  const digits = BigInt(`${whole}${part}`) * (sign === "-" ? -1n : 1n);
  return shift < 0 ? fraction(digits, 10n ** BigInt(-shift)) : fraction(digits * 10n ** BigInt(shift));
}

export const plus = (a, b) => fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
export const times = (a, b) => fraction(a.top * b.top, a.bottom * b.bottom);
export const inverse = (a) => (a.top < 0n ? fraction(-a.bottom, -a.top) : fraction(a.bottom, a.top));
export const less = (a, b) => a.top * b.bottom < b.top * a.bottom;

/** With one decimal at most, half up, away from zero as in derived.one_decimal. */
export function shown({ top, bottom }) {
  const size = top < 0n ? -top : top;
  const tenths = (size * 20n + bottom) / (2n * bottom);
  const whole = (tenths / 10n).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${top < 0n && tenths ? "-" : ""}${whole}${tenths % 10n ? `.${tenths % 10n}` : ""}`;
}
