// How long a text is, once it comes near its limit. Counted as the server does: characters, without blanks at the ends.

const NEAR = 0.8;
const PAUSE = 1200; // ms without a key before a change is said aloud

/** @param {HTMLFormElement} form */
export function start(form) {
  let said = ""; // what was said last, so that each state is said once and not at every key
  let timer = 0;
  const show = ({ target }) => {
    const limit = Number(target.dataset?.limit);
    if (!limit) return;
    const length = [...target.value.trim().normalize("NFC")].length;
    const counter = counterOf(target, length >= NEAR * limit);
    if (!counter) return;
    const [visible, aloud] = counter.children;
    visible.textContent = `${length.toLocaleString("en")} of ${limit.toLocaleString("en")}`;
    counter.classList.toggle("over", length > limit);
    clearTimeout(timer);
    const state = `${target.id} ${length > limit ? "over" : length >= 0.95 * limit ? "close" : "near"}`;
    if (state === said) return;
    timer = setTimeout(() => {
      said = state;
      aloud.textContent =
        length > limit ? `${length - limit} characters over the limit` : `${limit - length} characters are left`;
    }, PAUSE);
  };
  form.addEventListener("input", show);
  form.addEventListener("focusin", show);
}

/** The counter of a control: made when it is first needed, gone when it is not. */
function counterOf(control, needed) {
  const id = `${control.id}-counter`;
  let counter = document.getElementById(id);
  if (!needed) {
    counter?.remove();
    return null;
  }
  if (!counter) {
    counter = document.createElement("p");
    counter.id = id;
    counter.className = "counter";
    const visible = document.createElement("span");
    visible.setAttribute("aria-hidden", "true");
    const aloud = document.createElement("span");
    aloud.className = "visually-hidden";
    aloud.setAttribute("aria-live", "polite");
    counter.append(visible, aloud);
    control.closest(".field, .row-line").append(counter);
  }
  return counter;
}
