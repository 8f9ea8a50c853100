// The command palette (Ctrl or ⌘ K): pages of the navigation, commands of #palette-commands, and what the server finds.
const palette = document.getElementById("palette");
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
let entries = [];
let found = [];
let chosen = 0;
let asked;

function fold(text) {
  return text.toLocaleLowerCase(document.documentElement.lang).normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i");
}

function collect() {
  const pages = [...document.querySelectorAll(".nav-item[href]")].map((link) => ({
    label: link.querySelector("span")?.textContent ?? link.textContent.trim(),
    url: link.href,
    icon: link.querySelector("use")?.getAttribute("href"),
    section: palette.dataset.goLabel,
  }));
  const script = document.getElementById("palette-commands");
  const commands = script ? JSON.parse(script.textContent) || [] : [];
  return [...commands.map((command) => ({ section: palette.dataset.runLabel, ...command })), ...pages];
}

function matching(text) {
  const words = fold(text).split(/\s+/).filter(Boolean);
  const fits = (entry) => {
    const hay = fold(`${entry.label} ${entry.keywords ?? ""}`);
    return words.every((part) => hay.includes(part));
  };
  return [...entries.filter(fits).slice(0, 12), ...found];
}

function spriteHref(icon) {
  if (!icon || icon.includes("#")) return icon;
  const sample = document.querySelector("svg.icon use")?.getAttribute("href") ?? "";
  return `${sample.split("#")[0]}#${icon}`;
}

function drawIcon(icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", spriteHref(icon || "arrow-right"));
  svg.append(use);
  return svg;
}

function drawOption(entry, index) {
  const option = document.createElement("div");
  option.className = "palette-option";
  option.id = `palette-option-${index}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", String(index === chosen));
  option.dataset.index = index;
  const label = document.createElement("span");
  label.textContent = entry.label;
  option.append(drawIcon(entry.icon), label);
  if (entry.detail) {
    const detail = document.createElement("span");
    detail.className = "palette-detail";
    detail.textContent = entry.detail;
    option.append(detail);
  }
  return option;
}

function draw() {
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const shown = matching(input.value);
  chosen = Math.max(0, Math.min(chosen, shown.length - 1));
  list.replaceChildren();
  let section = "";
  shown.forEach((entry, index) => {
    if (entry.section && entry.section !== section) {
      section = entry.section;
      const title = document.createElement("div");
      title.className = "palette-group";
      title.setAttribute("role", "presentation");
      title.textContent = section;
      list.append(title);
    }
    list.append(drawOption(entry, index));
  });
  palette.querySelector("[data-palette-none]").hidden = shown.length > 0;
  input.setAttribute("aria-activedescendant", shown.length ? `palette-option-${chosen}` : "");
  list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  return shown;
}

async function ask(text) {
  asked?.abort();
  found = [];
  if (!palette.dataset.searchUrl || text.trim().length < 2) return;
  asked = new AbortController();
  try {
    const url = `${palette.dataset.searchUrl}?q=${encodeURIComponent(text)}`;
    const answer = await fetch(url, { signal: asked.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    found = (await answer.json()).map((entry) => ({ section: palette.dataset.foundLabel, ...entry }));
    draw();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function run(entry) {
  palette.close();
  if (entry.dialog) document.getElementById(entry.dialog)?.showModal();
  else if (entry.event) document.dispatchEvent(new CustomEvent(entry.event, { detail: entry }));
  else if (entry.url) location.assign(entry.url);
}

function open() {
  entries = collect();
  found = [];
  chosen = 0;
  palette.querySelector("input").value = "";
  if (!palette.open) palette.showModal();
  draw();
}

function keys(event) {
  const shown = matching(palette.querySelector("input").value);
  if (event.key === "ArrowDown") chosen = (chosen + 1) % Math.max(shown.length, 1);
  else if (event.key === "ArrowUp") chosen = (chosen - 1 + shown.length) % Math.max(shown.length, 1);
  else if (event.key === "Enter" && shown[chosen]) run(shown[chosen]);
  else return;
  event.preventDefault();
  if (palette.open) draw();
}

if (palette) {
  const input = palette.querySelector("input");
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && open());
  palette.addEventListener("keydown", keys);
  palette.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) run(matching(input.value)[Number(option.dataset.index)]);
  });
  let wait;
  input.addEventListener("input", () => {
    chosen = 0;
    draw();
    clearTimeout(wait);
    wait = setTimeout(() => ask(input.value), 180);
  });
  document.querySelectorAll("[data-mod-key]").forEach((element) => {
    if (isApple) element.textContent = "⌘ K";
  });
}
