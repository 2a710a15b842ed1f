// Where two people changed the same: whoever types into the third text has chosen it.

document.getElementById("conflict-form").addEventListener("input", ({ target }) => {
  const question = target.closest(".question-hand")?.closest(".question");
  if (question) question.querySelector('[type="radio"][value="hand"]').checked = true;
});
