// Makes the shop's pages smoother; every one of them works without it.

// Filters and option pickers: swap the changed part instead of the page, and keep the address true.
const parts = ["#shelf", "#item"];

async function swap(url, { push }) {
  const selector = parts.find((name) => document.querySelector(name));
  const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" }).catch(() => null);
  if (!selector || !answer?.ok) return location.assign(url);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = next.querySelector(selector);
  if (!fresh) return location.assign(url);
  const focused = keyOf(document.activeElement);
  keepOpen(document.querySelector(selector), fresh);
  document.querySelector(selector).replaceWith(fresh);
  document.title = next.title;
  if (push) history.pushState({ part: selector }, "", url);
  if (focused) [...fresh.querySelectorAll("a, input, select")].find((element) => keyOf(element) === focused)?.focus();
}

function keepOpen(before, fresh) {
  for (const detail of before.querySelectorAll("details[data-keep]")) {
    const same = fresh.querySelector(`details[data-keep="${detail.dataset.keep}"]`);
    if (same) same.open = detail.open;
  }
}

function keyOf(element) {
  if (!element || element === document.body) return "";
  return [element.name, element.value, element.textContent.trim()].filter(Boolean).join("|");
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-done]")) document.querySelector(".facets-all").open = false;
  const link = event.target.closest("a[data-pick]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  swap(link.href, { push: true });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-facets]")) {
    event.preventDefault();
    const wish = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...wish]) if (!value) wish.delete(name, value);
    swap(`${location.pathname}?${wish}`, { push: true });
  }
  if (form.matches("[data-once]")) {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector("button:not([type])")?.setAttribute("aria-busy", "true");
  }
});

// An address is asked for as its country writes it: another country, another form.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-reshapes]")) event.target.form.querySelector("[data-reshape]")?.click();
});
for (const button of document.querySelectorAll("[data-reshape]")) button.hidden = true;

// A time to come is asked for at the chosen store alone.
function askThere(chosen) {
  for (const asked of chosen.form.querySelectorAll("[data-of-place]")) {
    asked.hidden = asked.dataset.ofPlace !== chosen.value;
  }
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-place]")) askThere(event.target);
});
for (const chosen of document.querySelectorAll("[data-place]")) askThere(chosen);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".near-ask input")) return;
  event.preventDefault();
  event.target.nextElementSibling.click();
});

addEventListener("popstate", () => swap(location.href, { push: false }));
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// The time for which the basket's products are held.
const held = document.querySelector("[data-held-until]");

function tick() {
  const left = Math.floor((Date.parse(held.dataset.heldUntil) - Date.now()) / 1000);
  if (left <= 0) {
    held.hidden = true;
    document.getElementById(held.dataset.heldOver).hidden = false;
    return;
  }
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  held.querySelector("[data-held-clock]").textContent = `(${clock})`;
  setTimeout(tick, 1000);
}

if (held) tick();
