// Live parts: <body data-live="/live?topics=orders"> (or any element). Each event {"topic": "orders"} is dispatched as
// "live:orders" on the document, so an element may say hx-trigger="live:orders from:document". Also shows on and offline.
const streams = new Map();
const LONGEST = 30000;

function listen(url, delay = 1000) {
  const source = new EventSource(url);
  streams.set(url, source);
  source.addEventListener("message", (event) => {
    delay = 1000;
    const detail = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent(`live:${detail.topic}`, { detail }));
    document.dispatchEvent(new CustomEvent("live", { detail }));
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => listen(url, Math.min(delay * 2, LONGEST)), delay);
  });
}

function hush() {
  for (const source of streams.values()) source.close();
  streams.clear();
}

function start() {
  for (const element of document.querySelectorAll("[data-live]")) {
    if (!streams.has(element.dataset.live)) listen(element.dataset.live);
  }
}

function showConnection() {
  for (const element of document.querySelectorAll("[data-offline]")) element.hidden = navigator.onLine;
  for (const element of document.querySelectorAll("[data-online]")) element.hidden = !navigator.onLine;
}

start();
showConnection();
window.addEventListener("online", showConnection);
window.addEventListener("offline", showConnection);
// A page kept in the back-forward cache must not hold a connection.
window.addEventListener("pagehide", hush);
window.addEventListener("pageshow", (event) => event.persisted && start());
