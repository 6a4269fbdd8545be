// The courier's page without network: the last page that was seen, and the files that it needs. It sends nothing: what the
// courier did waits in the page's own store.
const PAGES = "maillage-tour-pages-1";
const FILES = "maillage-tour-files-1";
const TILES = "maillage-tour-tiles-1";
const KEPT = [PAGES, FILES, TILES];
const PATIENCE_MS = 4000;
const OLD_MS = 36 * 3600 * 1000;
const MOST_TILES = 600;
const PAGE = /^\/tournee\/\d+\/(bilan\/)?$/;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

async function tidy() {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith("maillage-tour-") && !KEPT.includes(name));
  await Promise.all(ours.map((name) => caches.delete(name)));
  // Names and telephones of yesterday's recipients do not stay on a phone.
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) if (!isFresh(await pages.match(request))) await pages.delete(request);
}

const isFresh = (answer) => Boolean(answer) && Date.now() - Date.parse(answer.headers.get("Date") ?? "") < OLD_MS;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (PAGE.test(url.pathname)) event.respondWith(page(event, url));
  else if (url.pathname === "/tournee/") event.respondWith(fetch(request).catch(() => lastTour()));
  else if (url.pathname.startsWith("/plan/")) event.respondWith(file(event, TILES));
  else if (url.pathname.startsWith("/static/") || request.destination === "style" || request.destination === "manifest") event.respondWith(file(event, FILES));
});

// The network first, as long as one waits for a page; then the last one, which says so.
async function page(event, url) {
  const pages = await caches.open(PAGES);
  const network = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected && answer.type === "basic") await pages.put(url.pathname, answer.clone());
    return answer;
  });
  const kept = await pages.match(url.pathname, { ignoreVary: true });
  if (!isFresh(kept)) return network.catch(() => nothing());
  event.waitUntil(network.catch(() => null));
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const answer = await Promise.race([network.catch(() => null), patience]);
  return answer && answer.status < 500 ? answer : marked(kept);
}

async function marked(kept) {
  const headers = new Headers(kept.headers);
  headers.set("X-Kept", "1");
  return new Response(await kept.blob(), { status: kept.status, headers });
}

async function lastTour() {
  const pages = await caches.open(PAGES);
  const found = (await pages.keys()).map((request) => new URL(request.url).pathname).find((path) => !path.endsWith("/bilan/"));
  return found ? Response.redirect(found) : nothing();
}

const nothing = () =>
  new Response("Hors ligne : ouvrez votre tournée une première fois avec du réseau.\nOffline: open your tour once with a network.", {
    status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" },
  });

// Files with a digest in their name never change; others are shown as they were and asked anew for the next time.
async function file(event, name) {
  const files = await caches.open(name);
  const kept = await files.match(event.request, { ignoreVary: true });
  const asked = () => fetch(event.request).then(async (answer) => {
    if (answer.ok && answer.type === "basic") await files.put(event.request, answer.clone());
    return answer;
  });
  if (!kept) return asked();
  if (!HASHED.test(new URL(event.request.url).pathname) && name !== TILES) event.waitUntil(asked().catch(() => null));
  return kept;
}

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data));
});

async function keep({ keep: wanted, pages, tiles }) {
  await each(FILES, wanted);
  const files = await caches.open(FILES);
  // What an older release of the site had goes.
  for (const request of await files.keys()) if (!wanted.includes(request.url) && HASHED.test(new URL(request.url).pathname)) await files.delete(request);
  // Who rides with this phone now: the pages of somebody else go.
  const kept = await caches.open(PAGES);
  for (const request of await kept.keys()) if (!pages.includes(new URL(request.url).pathname)) await kept.delete(request);
  await each(PAGES, pages);
  await each(TILES, tiles);
  const drawn = await caches.open(TILES);
  const old = (await drawn.keys()).slice(0, -MOST_TILES);
  await Promise.all(old.map((request) => drawn.delete(request)));
  for (const client of await self.clients.matchAll()) client.postMessage({ kept: true });
}

async function each(name, urls) {
  const cache = await caches.open(name);
  for (const url of urls) {
    if (await cache.match(url, { ignoreVary: true })) continue;
    const answer = await fetch(url, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (answer?.ok) await cache.put(url, answer);
  }
}
