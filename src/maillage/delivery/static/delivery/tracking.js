// The recipient's page: the bike moves on the map as the status is read again.
let marker = null;
const read = () => JSON.parse(document.getElementById("bike")?.textContent ?? "null");

document.addEventListener("maillage:map", ({ target, detail }) => {
  if (!target.closest("[data-bike-map]")) return;
  const bike = read();
  const dot = document.createElement("span");
  dot.className = "tracking__bike";
  if (bike) marker = new detail.library.Marker({ element: dot }).setLngLat([bike.lon, bike.lat]).addTo(detail.map);
  marker?.getElement().setAttribute("aria-hidden", "true");
  marker.map_ = detail.map;
});

document.addEventListener("htmx:afterSwap", () => {
  const bike = read();
  const missing = document.querySelector("[data-map-missing]");
  if (missing) missing.hidden = Boolean(document.querySelector("[data-bike-map]"));
  if (!marker) return;
  if (bike) {
    marker.setLngLat([bike.lon, bike.lat]);
    if (!marker.map_.getBounds().contains([bike.lon, bike.lat])) marker.map_.panTo([bike.lon, bike.lat]);
  } else marker.remove();
});
