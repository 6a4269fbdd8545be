// Bikes on the dispatcher's map: live news say that some have moved, the server says which and where. Words and ages are the server's.
const [SOONEST_MS, LATEST_MS] = [4000, 30000];
const list = () => document.querySelector("[data-bikes]");
const markers = new Map();
let view = null;
let askedAt = 0;
let isWanted = false;

function draw() {
  if (!view) return;
  const rows = JSON.parse(list().querySelector("script")?.textContent ?? "[]");
  const gone = new Set(markers.keys());
  rows.forEach(({ courier, lon, lat, color, is_silent }) => {
    const line = list().querySelector(`[data-bike="${courier}"]`);
    const said = `${line.querySelector(".day-bikes__name").textContent} · ${line.querySelector(".day-bikes__age").textContent.trim()}`;
    gone.delete(courier);
    if (!markers.has(courier)) {
      const element = document.createElement("div");
      element.className = "day-bike";
      element.append(line.querySelector("svg").cloneNode(true), Object.assign(document.createElement("span"), { className: "day-bike__said" }));
      markers.set(courier, new view.library.Marker({ element }).setLngLat([lon, lat]).addTo(view.map));
    }
    const marker = markers.get(courier);
    const element = marker.getElement();
    marker.setLngLat([lon, lat]);
    element.style.setProperty("--bike", color);
    element.classList.toggle("is-silent", is_silent);
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", said);
    element.querySelector(".day-bike__said").textContent = said;
  });
  gone.forEach((courier) => { markers.get(courier).remove(); markers.delete(courier); });
}

async function ask() {
  isWanted = false;
  if (!list() || document.hidden) { isWanted = true; return; }
  askedAt = Date.now();
  try {
    const answer = await fetch(list().dataset.bikes, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-bikes]");
    const isOpen = list().querySelector("details")?.open;
    list().replaceWith(fresh);
    if (fresh.querySelector("details")) fresh.querySelector("details").open = Boolean(isOpen);
    draw();
  } catch {
    isWanted = true; // without network: with the next tick
  }
}
document.addEventListener("maillage:bikes", () => { isWanted = true; });
document.addEventListener("maillage:map", ({ target, detail }) => {
  if (!target.closest("[data-day-map]")) return;
  view = detail;
  draw();
});
if (list()) {
  ask();
  setInterval(() => {
    const since = Date.now() - askedAt;
    if ((isWanted && since > SOONEST_MS) || since > LATEST_MS) ask();
  }, 1000);
}
