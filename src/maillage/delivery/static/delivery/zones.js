// Zones on their map: those that are there, and the one being drawn. The text field holds the area; this only fills it in.
import { Shapes } from "./shapes.js";

const STEP_PX = 6;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

document.addEventListener("maillage:map", ({ target, detail }) => {
  const host = target.closest("[data-shapes-map]");
  if (!host) return;
  new Shapes(detail.map, "zones", { dashed: true }).show(JSON.parse(document.getElementById("zone-shapes").textContent));
  const form = host.closest("[data-zone-form]");
  if (form) new Drawing(form, host, detail);
});

class Drawing {
  constructor(form, host, { map, library }) {
    Object.assign(this, { form, host, map, library, markers: [] });
    this.field = form.querySelector("[data-zone-area]");
    this.status = form.querySelector("[data-zone-status]");
    this.shape = new Shapes(map, "drawn", { color: "accent" });
    for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
    form.querySelector("[data-zone-undo]").addEventListener("click", () => this.set(this.corners.slice(0, -1)));
    form.querySelector("[data-zone-clear]").addEventListener("click", () => this.set([]));
    this.field.addEventListener("change", () => this.read());
    map.on("click", (event) => {
      if (!event.originalEvent.target.closest?.(".map-mark") && !this.isSeveral) this.set([...this.corners, event.lngLat.toArray()]);
    });
    this.read();
  }

  // Several polygons, or one with holes, are shown as they are: only a simple one is edited by hand.
  read() {
    this.corners = [];
    this.isSeveral = false;
    let area = null;
    try {
      area = JSON.parse(this.field.value);
    } catch {
      // Nothing yet, or half a text: the map stays empty until it is whole.
    }
    if (area?.type === "Polygon" && area.coordinates?.length === 1) this.corners = area.coordinates[0].slice(0, -1);
    else if (area) {
      this.isSeveral = true;
      this.shape.show(area.type?.startsWith("Feature") ? area : { type: "Feature", geometry: area, properties: {} });
      return;
    }
    this.draw();
  }

  set(corners) {
    this.isSeveral = false;
    this.corners = corners.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))]);
    this.field.value = this.corners.length < 3 ? "" : JSON.stringify({ type: "Polygon", coordinates: [[...this.corners, this.corners[0]]] });
    this.draw();
  }

  draw() {
    const { corners } = this;
    for (const marker of this.markers) marker.remove();
    this.markers = corners.map((corner, place) => this.marker(corner, place));
    const line = [...corners, ...(corners.length > 2 ? [corners[0]] : [])];
    const geometry = corners.length > 2 ? { type: "Polygon", coordinates: [line] } : { type: "LineString", coordinates: line };
    this.shape.show({ type: "FeatureCollection", features: line.length > 1 ? [{ type: "Feature", geometry, properties: {} }] : [] });
    this.status.textContent = corners.length ? this.status.dataset.text.replace("{count}", corners.length) : "";
  }

  marker(corner, place) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "map-mark map-mark--corner";
    const marker = new this.library.Marker({ element, draggable: true }).setLngLat(corner).addTo(this.map);
    element.setAttribute("aria-label", `${place + 1}. ${this.host.dataset.labelZone}`);
    marker.on("dragend", () => this.replace(place, marker.getLngLat().toArray()));
    element.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      this.set(this.corners.filter((_corner, at) => at !== place));
    });
    element.addEventListener("keydown", (event) => this.key(event, place));
    return marker;
  }

  key(event, place) {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.set(this.corners.filter((_corner, at) => at !== place));
      return;
    }
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.map.project(this.corners[place]);
    this.replace(place, this.map.unproject([at.x + way[0] * STEP_PX, at.y + way[1] * STEP_PX]).toArray());
    this.markers[place].getElement().focus();
  }

  replace(place, corner) {
    this.set(this.corners.map((old, at) => (at === place ? corner : old)));
  }
}
