// What the server says anew goes into the page by changing only what is said otherwise. Whoever writes in a form there
// keeps the focus, the words and what was unfolded: controls are never exchanged for others of the same name.

/** Makes what is in `old` what is in `fresh`. @param {Element} old @param {Element} fresh */
export function patch(old, fresh) {
  const rest = [...old.childNodes];
  const pairs = [...fresh.childNodes].map((wanted) => {
    const at = rest.findIndex((one) => keyOf(one) === keyOf(wanted));
    return [wanted, at < 0 ? null : rest.splice(at, 1)[0]];
  });
  rest.forEach((one) => one.remove());
  let here = old.firstChild;
  for (const [wanted, kept] of pairs) {
    if (kept && kept === here) here = here.nextSibling;
    else old.insertBefore(kept ?? document.importNode(wanted, true), here);
    if (kept && !kept.isEqualNode(wanted)) settle(kept, wanted);
  }
}

const keyOf = (node) =>
  node.nodeType === Node.ELEMENT_NODE
    ? [node.localName, node.dataset.key ?? node.getAttribute("name") ?? node.id, node.getAttribute("action")].join()
    : node.nodeName;

function settle(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) return (old.data = fresh.data);
  const typed = old.matches("input:not([type=hidden])") ? ["value", "checked"] : ["open"];
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !typed.includes(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!typed.includes(name)) old.setAttribute(name, value);
  if (!old.matches("textarea, select")) patch(old, fresh);
}
