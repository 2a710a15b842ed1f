// The buttons of a row are one stop for the Tab key, and arrows lead from one to the next: lists of thirty lines would
// else take a hundred and fifty stops.

const TOOLS = ".row-tools";

/** @param {HTMLFormElement} form */
export function start(form) {
  prepare(form);
  for (const blank of document.querySelectorAll("template[data-blank]")) prepare(blank.content);
  form.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const tools = step && event.target.closest(TOOLS);
    if (!tools || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const buttons = [...tools.children].filter((one) => !one.disabled);
    const forwards = getComputedStyle(tools).direction === "rtl" ? -step : step;
    buttons.at((buttons.indexOf(event.target) + forwards) % buttons.length).focus();
  });
}

/** The handle is always there and never disabled, so it is the one that stops. */
function prepare(within) {
  for (const tools of within.querySelectorAll(TOOLS)) {
    tools.setAttribute("role", "toolbar");
    tools.setAttribute("aria-label", "This row");
    for (const button of tools.children) if (!button.classList.contains("handle")) button.tabIndex = -1;
  }
}
