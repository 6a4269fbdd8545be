// Maps: <div data-map> as templates write it with {% points_map %}.
//   data-source   address answering ?bbox=w,s,e,n&zoom=z with {"clusters": [{lon, lat, count, bounds?}], "points": [{id, lon, lat, name, url, place?}]}
//   data-points   else the id of a json_script that holds the same object
//   data-bounds   "w,s,e,n" shown first (else what data-points holds, else France)
// Events on the element: dispatches `maillage:map` {map, library} once, `maillage:moved` {bbox: [w,s,e,n], zoom, byReader}; obeys `maillage:refresh`
// {source?, bounds?} and `maillage:show` {id}. A list row with data-organization-id is lit together with its point.
import { basemapStyle, townsOf } from "./basemap-style.js";
import { Marks } from "./map-marks.js";

const FRANCE = [-5.2, 41.3, 9.6, 51.1];
const WAIT_MS = 90;
const NARROW_PX = 480;

export async function startMap(element) {
  const { dataset } = element;
  if (dataset.started) return;
  dataset.started = "1";
  try {
    const library = await import(dataset.library);
    library.setWorkerUrl(new URL(dataset.worker, location.href).href);
    const [towns] = await Promise.all([
      fetch(dataset.basemapTowns).then((answer) => answer.json()),
      document.fonts.load('16px "Atkinson Hyperlegible Next"'),
    ]);
    new PointsMap(element, library, townsOf(towns.towns));
  } catch (error) {
    console.warn(error);
    fail(element);
  }
}

function fail(element) {
  const note = document.createElement("p");
  note.className = "map__note";
  note.textContent = element.dataset.labelError;
  element.replaceChildren(note);
}

class PointsMap {
  constructor(element, library, towns) {
    this.element = element;
    this.library = library;
    this.towns = towns;
    this.source = element.dataset.source;
    this.given = element.dataset.points ? JSON.parse(document.getElementById(element.dataset.points).textContent) : null;
    this.map = new library.Map({
      container: element,
      style: this.style(),
      bounds: this.firstBounds(),
      fitBoundsOptions: this.fitting(),
      minZoom: 2,
      maxZoom: element.dataset.streetTiles || element.dataset.styleUrl ? 18 : 16,
      attributionControl: { compact: true },
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      fadeDuration: this.isStill() ? 0 : 150,
      locale: this.words(),
    });
    // MapLibre makes its canvas the named region: one landmark is enough.
    element.removeAttribute("role");
    element.removeAttribute("aria-label");
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
    this.marks = new Marks(this.map, library, element.dataset, () => this.isStill());
    this.listen();
    // Pages that add something of their own to the map take it from here.
    element.dispatchEvent(new CustomEvent("maillage:map", { bubbles: true, detail: { map: this.map, library } }));
  }

  // A phone has no room to spare around what is shown.
  fitting() {
    return { padding: this.element.clientWidth < NARROW_PX ? 8 : 28, maxZoom: 15 };
  }

  isStill() {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  words() {
    const { dataset } = this.element;
    const words = {
      "Map.Title": this.element.getAttribute("aria-label"),
      "NavigationControl.ZoomIn": dataset.labelZoomIn,
      "NavigationControl.ZoomOut": dataset.labelZoomOut,
      "CooperativeGesturesHandler.MobileHelpText": dataset.labelTwoFingers,
      "CooperativeGesturesHandler.WindowsHelpText": dataset.labelTwoFingers,
      "CooperativeGesturesHandler.MacHelpText": dataset.labelTwoFingers,
      "Popup.Close": dataset.labelClose,
      "AttributionControl.ToggleAttribution": dataset.labelSources,
    };
    // A word left undefined would hide MapLibre's own.
    return Object.fromEntries(Object.entries(words).filter(([, word]) => word));
  }

  style() {
    const { styleUrl, basemapLand, basemapBorders } = this.element.dataset;
    if (styleUrl) return styleUrl;
    const absolute = (path) => new URL(path, location.href).href;
    const files = { land: absolute(basemapLand), borders: absolute(basemapBorders) };
    return basemapStyle({ files, towns: this.towns, streets: this.streets() });
  }

  streets() {
    const { streetTiles, streetBounds } = this.element.dataset;
    if (!streetTiles) return null;
    // The worker that fetches tiles knows no relative address.
    return { tiles: new URL(location.origin).origin + streetTiles, bounds: streetBounds.split(",").map(Number) };
  }

  firstBounds() {
    const named = (this.element.dataset.bounds || "").split(",").map(Number);
    if (named.length === 4 && named.every(Number.isFinite)) return named;
    const points = this.given?.points ?? [];
    if (points.length === 0) return FRANCE;
    const [lons, lats] = [points.map((point) => point.lon), points.map((point) => point.lat)];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  listen() {
    const { map, element } = this;
    // Clusters and points do not wait for the ground under them.
    this.fetchSoon();
    map.once("idle", () => { element.dataset.ready = "1"; });
    // MapLibre says of every gesture but a turn of the wheel that it moved the map.
    let isByWheel = false;
    map.on("wheel", () => { isByWheel = true; });
    map.on("moveend", (event) => {
      this.fetchSoon();
      const byReader = Boolean(event.originalEvent) || isByWheel || this.marks.isZooming;
      isByWheel = this.marks.isZooming = false;
      element.dispatchEvent(
        new CustomEvent("maillage:moved", { bubbles: true, detail: { bbox: this.bbox(), zoom: map.getZoom(), byReader } }),
      );
    });
    const repaint = () => element.dataset.styleUrl || map.setStyle(this.style());
    document.addEventListener("maillage:appearance", repaint);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    element.addEventListener("maillage:refresh", ({ detail }) => {
      isByWheel = false;
      if (detail?.source) this.source = detail.source;
      if (detail?.bounds) map.fitBounds(detail.bounds, { ...this.fitting(), animate: !this.isStill() });
      this.fetchSoon();
    });
    element.addEventListener("maillage:show", ({ detail }) => this.marks.open(detail.id));
  }

  bbox() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((part) => Number(part.toFixed(5)));
  }

  fetchSoon() {
    if (this.given) return this.marks.draw(this.given);
    if (!this.source) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fetchPoints(), WAIT_MS);
  }

  async fetchPoints() {
    this.request?.abort();
    this.request = new AbortController();
    const address = new URL(this.source, location.href);
    address.searchParams.set("bbox", this.bbox().join(","));
    // The nearest level: the one below would join what stands 200 pixels apart.
    address.searchParams.set("zoom", Math.round(this.map.getZoom()));
    try {
      const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`${answer.status} ${address}`);
      const found = await answer.json();
      this.marks.draw(found);
      this.count(found.count);
      this.say("");
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.element.dataset.labelError);
    }
  }

  // <span data-map-count data-text="{count} in this view"> tells how many the view holds.
  count(found) {
    const number = new Intl.NumberFormat(document.documentElement.lang).format(found ?? 0);
    for (const note of document.querySelectorAll("[data-map-count]")) note.textContent = note.dataset.text.replace("{count}", number);
  }

  say(text) {
    const status = this.element.querySelector("[data-map-status]");
    if (!status) return;
    status.textContent = text;
    status.className = text ? "map__error" : "map__status visually-hidden";
  }
}

// A map is only fetched when it comes into view: a phone that lists does not pay for it.
const watched = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watched.unobserve(target);
      startMap(target);
    }
  },
  { rootMargin: "200px" },
);

function watchMaps(within) {
  for (const element of within.querySelectorAll("[data-map]")) watched.observe(element);
}

watchMaps(document);
document.addEventListener("htmx:afterSwap", (event) => watchMaps(event.detail.target));
