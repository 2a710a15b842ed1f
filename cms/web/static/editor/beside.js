// F6 leads from the text of a guide's page to what stands beside it, such as what one can do, and back to where one was.

let last = null; // what had the focus in the text

document.addEventListener("focusin", ({ target }) => {
  if (target.closest(".middle")) last = target;
});
document.addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (key !== "F6" || ctrlKey || metaKey || altKey || shiftKey || document.querySelector("dialog[open]")) return;
  const side = document.querySelector(".side");
  const isThere = side?.contains(document.activeElement);
  const to = isThere ? (last?.isConnected ? last : first(document.querySelector(".middle"))) : side && first(side);
  if (!to) return;
  event.preventDefault();
  to.focus();
});

/** The tab that is chosen, or what the Tab key would come to first. @param {Element} within */
const first = (within) =>
  within.querySelector("[role=tab][aria-selected=true]")
  ?? [...within.querySelectorAll("summary, a[href], button:enabled, input:not([type=hidden]), textarea, [tabindex]")]
    .find((one) => one.checkVisibility());
