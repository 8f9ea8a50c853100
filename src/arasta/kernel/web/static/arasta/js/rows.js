// Tables marked data-row-keys: j/k move, Enter or o opens, x selects, / searches. Checkboxes drive the bulk bar.
function rowsOf(table) {
  return [...table.tBodies[0].rows].filter((row) => row.querySelector("a, input, button"));
}

function currentTable() {
  const tables = [...document.querySelectorAll("table[data-row-keys]")];
  return tables.find((table) => table.querySelector(".is-cursor")) ?? tables[0];
}

function move(table, step) {
  const rows = rowsOf(table);
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-cursor"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  rows[now]?.classList.remove("is-cursor");
  next.classList.add("is-cursor");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("a.row-link, a")?.focus({ preventScroll: true });
}

function boxesOf(table) {
  return [...table.querySelectorAll("tbody input[type=checkbox][data-row]")];
}

function showSelection(table) {
  const boxes = boxesOf(table);
  const on = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").setAttribute("aria-selected", String(box.checked));
  const all = table.querySelector("input[data-all-rows]");
  if (all) {
    all.checked = on.length > 0 && on.length === boxes.length;
    all.indeterminate = on.length > 0 && on.length < boxes.length;
  }
  const bar = table.parentElement.parentElement.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.hidden = on.length === 0;
  bar.querySelector("[data-bulk-count]").textContent = on.length.toLocaleString(document.documentElement.lang);
}

function choose(table) {
  const box = table.querySelector(".is-cursor input[type=checkbox][data-row]");
  if (!box) return;
  box.checked = !box.checked;
  showSelection(table);
}

const keys = {
  j: (table) => move(table, 1),
  k: (table) => move(table, -1),
  o: (table) => table.querySelector(".is-cursor a.row-link, .is-cursor a")?.click(),
  x: choose,
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.querySelector("[data-page-search]");
    if (search) event.preventDefault();
    search?.focus();
    return;
  }
  const table = currentTable();
  if (table && Object.hasOwn(keys, event.key)) keys[event.key](table);
});

document.addEventListener("change", (event) => {
  const table = event.target.closest("table[data-row-keys]");
  if (!table) return;
  if (event.target.matches("[data-all-rows]")) for (const box of boxesOf(table)) box.checked = event.target.checked;
  if (event.target.matches("[data-all-rows], [data-row]")) showSelection(table);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-bulk-clear]");
  if (!clear) return;
  const table = clear.closest("[data-bulk-bar]").parentElement.querySelector("table[data-row-keys]");
  for (const box of boxesOf(table)) box.checked = false;
  showSelection(table);
});
