// Talking to the server about this guide. Every answer is JSON; none leads elsewhere.

/**
 * @typedef {object} Answer
 * @property {number} status 0 when nobody answered
 * @property {any} said the body
 * @property {number} wait seconds that the server asks to be left alone
 */

const PATIENCE = 20_000; // ms; a network may swallow a message and never say so

/**
 * @param {string} address @param {object} body @param {string} token @param {{ keepalive?: boolean }} [how]
 * @returns {Promise<Answer>}
 */
export async function post(address, body, token, how = {}) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
      ...how,
    });
    // An answer that was cut off on its way says nothing: whoever takes it for one goes on without knowing from where.
    const said = answer.ok ? await answer.json() : await answer.json().catch(() => ({}));
    return { status: answer.status, said, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0, said: {}, wait: 0 };
  }
}

/**
 * Who is signed in now, by what the page at an address says.
 * @param {string} address @returns {Promise<{ token: string, person: string } | null>} null: nobody, or no answer
 */
export async function signedIn(address) {
  const leave = (await read(address))?.querySelector("form[data-person]");
  return leave ? { token: leave.elements.csrf_token.value, person: leave.dataset.person } : null;
}

/** A new token: each form of the page has it, and so has the list of who else is here. @param {string} token */
export function carry(token) {
  for (const control of document.querySelectorAll("input[name=csrf_token]")) control.value = token;
  for (const place of document.querySelectorAll("[data-token]")) place.dataset.token = token;
}

/** @param {string} address @param {RequestInit} [how] @returns {Promise<Document | null>} */
export async function read(address, how = {}) {
  return (await readWith(address, how)).page;
}

/**
 * @param {string} address @param {RequestInit} [how]
 * @returns {Promise<{ page: Document | null, wait: number }>} wait: seconds that the server asks to be left alone
 */
export async function readWith(address, how = {}) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, ...how });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { page, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { page: null, wait: 0 };
  }
}
