// Talking to the server about this guide. Every answer is JSON; none leads elsewhere.

/**
 * @typedef {object} Answer
 * @property {number} status 0 when nobody answered
 * @property {any} said the body
 * @property {number} wait seconds that the server asks to be left alone
 */

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
      ...how,
    });
    const said = await answer.json().catch(() => ({}));
    return { status: answer.status, said, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0, said: {}, wait: 0 };
  }
}

/**
 * The page of the guide as it is now.
 * @param {string} address @returns {Promise<{ token: string, person: string } | null>} null when it has no form for us
 */
export async function renewed(address) {
  const page = await read(address);
  const form = page?.getElementById("guide-form");
  return form && { token: form.elements.csrf_token.value, person: form.dataset.person };
}

/** @param {string} address @param {RequestInit} [how] @returns {Promise<Document | null>} */
export async function read(address, how = {}) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, ...how });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}
