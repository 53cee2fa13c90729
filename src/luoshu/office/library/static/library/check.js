// Checks a document as it is typed: half a second after the last key, by the same check as when it is saved.
const text = document.querySelector("textarea[data-check]");
const told = document.getElementById("problems");
if (text && told) {
  let waiting, asked = 0;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const answer = await fetch(text.dataset.check, {
        method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ body: text.value }),
      });
      if (answer.ok && turn === asked) told.innerHTML = await answer.text();
    }, 500);
  });
}
