// Fields of one line that grow with their text are text boxes for the browser: it puts the caret before what stands in
// them. Whoever comes to one by a key, or finds it with the focus, goes on after its words, as in any other field.

const been = new WeakSet(); // a caret that somebody has put somewhere stays there

/** @param {HTMLFormElement} form */
export function start(form) {
  form.addEventListener("focusin", ({ target }) => toTheEnd(target)); // a press of the mouse puts it elsewhere after this
  if (form.contains(document.activeElement)) toTheEnd(document.activeElement);
}

function toTheEnd(control) {
  if (!control.matches(".one-line") || been.has(control)) return;
  been.add(control);
  if (control.selectionEnd === 0) control.setSelectionRange(control.value.length, control.value.length);
}
