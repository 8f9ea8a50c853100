// Menus are <details data-menu>: they work without this file, which closes them at the right moment.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const menu = event.target.closest("details[data-menu]");
  const chosen = menu && event.target.closest(".menu-item");
  closeMenus(chosen ? null : menu);
});

// Whoever tabs on leaves the menu, which covers what comes next.
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu]");
  if (!menu?.open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const items = [...menu.querySelectorAll(".menu-item, .menu-panel button, .menu-panel input")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
  items[next]?.focus();
});
