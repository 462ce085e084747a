"use strict";
const form = document.querySelector("form");
const rows = [...document.querySelectorAll("#matrix tbody tr[data-name]")];
const output = form.querySelector("output");
const holds = (cell, chosen) =>
  (!chosen.verdict || cell.dataset.verdict === chosen.verdict) &&
  ["dtypes", "modes"].every((key) => !chosen[key] || cell.dataset[key].split(" ").includes(chosen[key]));
function filter() {
  const chosen = Object.fromEntries(new FormData(form));
  const narrowed = chosen.verdict || chosen.dtypes || chosen.modes;
  let shown = 0;
  for (const row of rows) {
    const cells = [...row.querySelectorAll("td[data-verdict]")];
    for (const cell of cells) cell.classList.toggle("dim", Boolean(narrowed) && !holds(cell, chosen));
    row.hidden = !row.dataset.name.includes(chosen.name.toLowerCase()) || !cells.some((cell) => holds(cell, chosen));
    shown += row.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("#matrix tbody"))
    group.hidden = ![...group.querySelectorAll("tr[data-name]")].some((row) => !row.hidden);
  output.textContent = `${shown} of ${rows.length} algorithms`;
}
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(filter));
addEventListener("hashchange", open);
filter();
open();
