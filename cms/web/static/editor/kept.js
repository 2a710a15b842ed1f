// What was typed and is not yet on the server, kept in this browser: it outlives the tab, the browser and the network.

const STORE = "unsent";
const A_MOMENT = 1000; // ms

/**
 * @typedef {object} Unsent
 * @property {string} guide @property {string} tab the page's name; both together are the key
 * @property {string} person whose text it is @property {number} base @property {number} sequence
 * @property {import("./entries.js").Entry[]} entries @property {string[]} [typed] names: typed_last.js
 * @property {number} at milliseconds
 * @property {string[]} [half] names of what the server could not keep, where it has kept all else: the words are here alone
 */

let opening;

function database() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open("crossway", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["guide", "tab"] });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opening;
}

async function act(mode, what) {
  const store = await database();
  return new Promise((done, failed) => {
    // Strict: on the disk when we are told so, for the browser may be gone a moment later.
    const transaction = store.transaction(STORE, mode, { durability: "strict" });
    const request = what(transaction.objectStore(STORE));
    transaction.commit(); // at once: a page that is being left hears no answer any more
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

/** @param {Unsent} unsent */
export const keep = (unsent) => act("readwrite", (store) => store.put(unsent));

/** Forgets what a page kept. @param {string} guide @param {string} tab */
export const forget = (guide, tab) => act("readwrite", (store) => store.delete([guide, tab]));

/** @param {string} guide @returns {Promise<Unsent[]>} what all pages of a guide have kept, oldest first */
export async function ofGuide(guide) {
  const found = await act("readonly", (store) => store.getAll(IDBKeyRange.bound([guide], [guide, []])));
  return found.sort((one, other) => one.at - other.at);
}

const lockOf = (guide, tab) => `crossway ${guide} ${tab}`;

/** Says that this page lives, as long as it does. @param {string} guide @param {string} tab */
export function live(guide, tab) {
  navigator.locks?.request(lockOf(guide, tab), () => new Promise(() => {}));
}

/**
 * A page that was closed, or is loaded again, may take a moment to go, and keeps its last words meanwhile.
 * @param {string} guide @param {string} tab of this page
 * @returns {Promise<Set<string>>} the names of the guide's other pages that live, in whatever tab
 */
export async function living(guide, tab) {
  const held = (await navigator.locks?.query())?.held ?? [];
  const begins = lockOf(guide, "");
  const others = held.map(({ name }) => name).filter((name) => name.startsWith(begins) && name !== lockOf(guide, tab));
  const stay = (name) => navigator.locks.request(name, { signal: AbortSignal.timeout(A_MOMENT) }, () => "").catch(() => name);
  const names = await Promise.all(others.map(stay));
  return new Set(names.filter(Boolean).map((name) => name.slice(begins.length)));
}
