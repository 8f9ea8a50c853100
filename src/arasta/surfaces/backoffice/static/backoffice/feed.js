// The live feed: one stream of server-sent events. Each connection takes a fresh ticket, so a page may stay open for days;
// while no connection can be had, the page asks every few seconds instead.
const feed = document.querySelector("[data-feed]");
const SHORTEST = 1000;
const LONGEST = 30000;
const ASK_EVERY = 3000;
const TRIES_BEFORE_ASKING = 3;
const FIGURES_EVERY = 2000;
const CATCH_UP_AFTER = 2500;
let delay = SHORTEST;
let failures = 0;
let source;
let asking;
let figuresDue;

function show(state) {
  for (const element of document.querySelectorAll("[data-feed-state]")) element.hidden = element.dataset.feedState !== state;
}

function tell(name) {
  document.dispatchEvent(new CustomEvent(name));
}

function refreshFigures() {
  figuresDue ??= setTimeout(() => {
    figuresDue = undefined;
    if (!document.hidden) tell("feed:figures");
  }, FIGURES_EVERY);
}

function add(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const line of template.content.querySelectorAll("[data-line]")) {
    if (feed.querySelector(`[data-line="${CSS.escape(line.dataset.line)}"]`)) line.remove();
  }
  feed.querySelector("[data-feed-empty]")?.remove();
  feed.prepend(template.content);
  while (feed.children.length > Number(feed.dataset.most)) feed.lastElementChild.remove();
}

function ask() {
  asking ??= setInterval(() => {
    tell("feed:refresh");
    tell("feed:figures");
  }, ASK_EVERY);
}

function opened() {
  delay = SHORTEST;
  failures = 0;
  clearInterval(asking);
  asking = undefined;
  show("live");
  tell("feed:refresh");
  setTimeout(() => tell("feed:refresh"), CATCH_UP_AFTER); // what was told while the stream was being opened
}

function failed() {
  source?.close();
  failures += 1;
  show(failures < TRIES_BEFORE_ASKING ? "waiting" : "polling");
  if (failures >= TRIES_BEFORE_ASKING) ask();
  setTimeout(connect, delay);
  delay = Math.min(delay * 2, LONGEST);
}

async function connect() {
  try {
    const answer = await fetch(feed.dataset.ticketUrl, { headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
    const { url } = await answer.json();
    source = new EventSource(url);
  } catch {
    failed();
    return;
  }
  source.addEventListener("open", opened);
  source.addEventListener("error", failed);
  source.addEventListener("message", (event) => {
    const { html } = JSON.parse(event.data);
    add(html);
    refreshFigures();
  });
}

function start() {
  if (feed) connect();
}

start();
// A page kept in the back-forward cache must not hold a connection.
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => event.persisted && start());
