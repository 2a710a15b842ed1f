// What a tab remembers until it is closed. Where storage is switched off or full it remembers nothing, and all else goes
// on; what stands there and is not ours is nothing, too.

/** @param {string} key @returns {any} null when nothing is there */
export function remembered(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value null to forget */
export function remember(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // The next page then begins without it.
  }
}

/** @param {string} key @returns {any} what was there, once */
export function recall(key) {
  const value = remembered(key);
  remember(key, null);
  return value;
}
