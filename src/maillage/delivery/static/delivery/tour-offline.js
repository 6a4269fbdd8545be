// The service worker, and what it must have before the network goes: the page, its files, the ground of the map.
const MOST_TILES = 120;
const ZOOMS = [11, 12, 13, 14];

export async function keepForOffline(element) {
  workerOfOurs();
  // Who signs out leaves no names on the phone; what waits to be sent stays.
  document.addEventListener("submit", ({ target }) => target.action?.includes("logout") && caches.delete("maillage-tour-pages-1"));
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(element.dataset.worker, { scope: element.dataset.scope });
    const { active } = await navigator.serviceWorker.ready;
    if (document.readyState !== "complete") await new Promise((resolve) => window.addEventListener("load", resolve, { once: true }));
    active.postMessage({ keep: [...new Set([...loaded(), ...mapFiles()])], pages: [location.pathname, `${location.pathname}bilan/`], tiles: tiles() });
  } catch (error) {
    console.warn(error);
  }
}

function loaded() {
  return performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(`${location.origin}/`) && !name.includes("/tournee/"));
}

const absolute = (path) => new URL(path, location.href).href;

function mapFiles() {
  const { dataset } = document.querySelector("[data-map]") ?? {};
  if (!dataset) return [];
  return [dataset.library, dataset.ownWorker, dataset.basemapLand, dataset.basemapBorders, dataset.basemapTowns].filter(Boolean).map(absolute);
}

// A worker under /static/ would ask the network past our service worker; one made from this page goes through it.
function workerOfOurs() {
  const map = document.querySelector("[data-map]");
  if (!map?.dataset.worker) return;
  map.dataset.ownWorker = map.dataset.worker;
  const script = new Blob([`import ${JSON.stringify(absolute(map.dataset.worker))};`], { type: "text/javascript" });
  map.dataset.worker = URL.createObjectURL(script);
}

function tiles() {
  const { dataset } = document.querySelector("[data-map]") ?? {};
  if (!dataset?.streetTiles || !dataset.bounds) return [];
  const [west, south, east, north] = dataset.bounds.split(",").map(Number);
  const found = [];
  for (const zoom of ZOOMS) {
    const size = 2 ** zoom;
    const column = (longitude) => Math.floor(((longitude + 180) / 360) * size);
    const row = (latitude) => Math.floor(((1 - Math.asinh(Math.tan((latitude * Math.PI) / 180)) / Math.PI) / 2) * size);
    for (let x = column(west); x <= column(east); x += 1) {
      for (let y = row(north); y <= row(south); y += 1) found.push(absolute(dataset.streetTiles.replace("{z}", zoom).replace("{x}", x).replace("{y}", y)));
    }
  }
  return found.slice(0, MOST_TILES);
}
