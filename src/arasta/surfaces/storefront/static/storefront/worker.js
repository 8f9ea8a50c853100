// Keeps the shop usable on a bad line: pages looked at before are shown again, what was put into the basket without a
// connection waits and is told. Nothing private is kept: no basket, no checkout, no account, no order.
const pages = `pages-${self.told.version}`;
const files = `files-${self.told.version}`;
const MOST_PAGES = 60;
const MOST_FILES = 250;
const PATIENCE = 4000;
const PUBLIC = /^\/(?:(?:tr|ru)(?:\/|$))?(?:$|new$|c\/|collections\/|search$|p\/|stores$|delivery$|contact$)/;
const ADD = /^\/(?:(?:tr|ru)\/)?cart\/add$/;

self.addEventListener("install", (event) => {
  const first = [...self.told.first, ...Object.values(self.told.offline)];
  event.waitUntil(caches.open(files).then((kept) => Promise.all(first.map((url) => kept.add(url).catch(() => {})))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== pages && name !== files).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && ADD.test(url.pathname)) return event.respondWith(put(request, url));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") return event.respondWith(page(event, url));
  if (/^\/(?:static|media|brand)\//.test(url.pathname) || url.pathname === "/tints.css") event.respondWith(file(event));
});

// A page: from the shop while that answers soon enough, else as it was last seen, else the page for no connection.
async function page(event, url) {
  const keeps = PUBLIC.test(url.pathname);
  const known = keeps ? await caches.match(event.request, { cacheName: pages }) : null;
  const fresh = fetch(event.request);
  event.waitUntil(keeps ? fresh.then((answer) => keep(pages, event.request, answer.clone(), MOST_PAGES)).catch(() => {}) : fresh.catch(() => {}));
  try {
    return known ? await soon(fresh, known) : await fresh;
  } catch {
    return known ?? (await caches.match(self.told.offline[languageOf(url)])) ?? Response.error();
  }
}

function soon(fresh, known) {
  return Promise.race([fresh, new Promise((take) => setTimeout(() => take(known), PATIENCE))]);
}

// A file: as it was kept, renewed behind the scenes; addresses of styles and pictures change with what they hold.
async function file(event) {
  const known = await caches.match(event.request);
  const fresh = fetch(event.request).then((answer) => {
    event.waitUntil(keep(files, event.request, answer.clone(), MOST_FILES));
    return answer;
  });
  if (!known) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return known;
}

async function keep(name, request, answer, most) {
  if (!answer.ok || answer.redirected || answer.type !== "basic") return;
  if (/no-store|private/.test(answer.headers.get("Cache-Control") ?? "")) return;
  const kept = await caches.open(name);
  await kept.put(request, answer);
  const all = await kept.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((old) => kept.delete(old)));
}

// Into the basket without a connection: it waits on this device, and the page one comes back to says so.
async function put(request, url) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const body = await copy.text();
    await wait({ url: url.pathname, type: request.headers.get("Content-Type"), body });
    const next = new URL(new URLSearchParams(body).get("next") || "/", url.origin);
    return Response.redirect(next.origin === url.origin ? next : url.origin, 303);
  }
}

// What waits is sent once, in its order; what the shop refuses is told and not sent again.
async function send() {
  let sent = 0;
  let refused = 0;
  for (const one of await waiting()) {
    const headers = { "Content-Type": one.type };
    const answer = await fetch(one.url, { method: "POST", headers, body: one.body }).catch(() => null);
    if (!answer || answer.status >= 500) break;
    await forget(one.id);
    if (answer.ok) sent += 1;
    else refused += 1;
  }
  if (sent || refused) await tell({ sent, refused });
}

self.addEventListener("message", (event) => {
  if (event.data === "send") event.waitUntil(once(send));
  if (event.data === "count") event.waitUntil(waiting().then((all) => tell({ waiting: all.length })));
});
self.addEventListener("sync", (event) => event.waitUntil(once(send)));

function once(work) {
  return navigator.locks ? navigator.locks.request("arasta-send", work) : work();
}

async function tell(news) {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage(news);
}

function languageOf(url) {
  const first = url.pathname.split("/")[1];
  return first in self.told.offline ? first : "en";
}

// What waits lies in a small store of the browser, so that it outlives the page and this worker.
function store() {
  return new Promise((done, fail) => {
    const asked = indexedDB.open("arasta", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function ask(mode, question) {
  const opened = await store();
  try {
    return await new Promise((done, fail) => {
      const asked = question(opened.transaction("waiting", mode).objectStore("waiting"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  } finally {
    opened.close();
  }
}

const wait = (one) => ask("readwrite", (kept) => kept.add(one));
const waiting = () => ask("readonly", (kept) => kept.getAll());
const forget = (id) => ask("readwrite", (kept) => kept.delete(id));

// A message of the shop arrives: show it; a tap leads to where it belongs.
self.addEventListener("push", (event) => {
  const told = event.data?.json();
  if (!told) return;
  const shown = { body: told.text, icon: self.told.icon, badge: self.told.icon, lang: told.language, tag: told.tag, data: { link: told.link } };
  event.waitUntil(self.registration.showNotification(told.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(lead(new URL(event.notification.data?.link || "/", self.location.origin)));
});

// Who has the page open already is led to it; the shop's other houses open in a page of their own.
async function lead(link) {
  const pages = await self.clients.matchAll({ type: "window" });
  const there = pages.find((page) => page.url.split("?")[0] === link.href);
  return there ? there.focus() : self.clients.openWindow(link.href);
}
