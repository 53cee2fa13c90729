// Keys for tables of rows (`<table data-rows>`): j and k move from row to row, Enter opens the row's link, x ticks its
// box, / goes to the search field. Without this file everything is reached by Tab.
(() => {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  if (!rows.length) return;
  for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;
  let at = -1;
  const go = (to) => {
    if (to < 0 || to >= rows.length) return;
    rows[at]?.classList.remove("chosen");
    at = to;
    rows[at].classList.add("chosen");
    const link = rows[at].querySelector("th a") ?? rows[at].querySelector("a, input");
    link?.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const typing = (where) => where.matches("input:not([type=checkbox]), select, textarea");
  document.addEventListener("focusin", (event) => {
    const row = rows.indexOf(event.target.closest("tr"));
    if (row >= 0) at = row;
  });
  document.addEventListener("keydown", (event) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && at >= 0) rows[at].querySelector("input[type=checkbox]")?.click();
    else if (event.key === "/") {
      const search = document.querySelector("input[type=search]");
      if (!search) return;
      search.focus();
      event.preventDefault();
    }
  });
})();
