// The point of a place, on its map: dragged, clicked, or moved with the arrow keys. The number fields stay the truth:
// what happens here only fills them in. `placed` tells how: exact (by hand), street, commune.
const STEP_PX = 6;
const LONG_STEP_PX = 40;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

class PlacePoint {
  constructor(part) {
    this.part = part;
    this.form = part.closest("form");
    this.field = (name) => this.form.elements.namedItem(name);
    for (const shown of part.querySelectorAll("[data-with-script]")) shown.hidden = false;
    this.status = part.querySelector("[data-point-status]");
    part.addEventListener("maillage:map", ({ detail }) => this.start(detail));
    for (const name of ["latitude", "longitude"]) {
      this.field(name).addEventListener("input", () => {
        this.field("placed").value = "exact";
        this.draw();
      });
    }
    this.form.addEventListener("maillage:chosen", (event) => this.chosen(event));
    part.querySelector("[name=centre]").addEventListener("click", (event) => this.centre(event));
  }

  start({ map, library }) {
    this.map = map;
    this.library = library;
    map.on("click", (event) => {
      if (!event.originalEvent.target.closest?.(".map-mark")) this.place(event.lngLat, "exact");
    });
    this.draw();
  }

  point() {
    const [lat, lng] = ["latitude", "longitude"].map((name) => this.field(name).value.trim().replace(",", "."));
    const isPoint = lat !== "" && lng !== "" && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
    return isPoint ? { lat: Number(lat), lng: Number(lng) } : null;
  }

  draw() {
    const point = this.point();
    if (!this.map) return;
    if (!point) {
      this.marker?.remove();
      this.marker = null;
      return;
    }
    if (this.marker) this.marker.setLngLat(point);
    else this.marker = this.pin(point);
  }

  pin(point) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "map-mark map-mark--pin";
    const marker = new this.library.Marker({ element, draggable: true }).setLngLat(point).addTo(this.map);
    element.setAttribute("aria-label", this.part.dataset.labelPin);
    marker.on("dragend", () => this.place(marker.getLngLat(), "exact"));
    element.addEventListener("keydown", (event) => this.key(event));
    return marker;
  }

  key(event) {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? LONG_STEP_PX : STEP_PX;
    const at = this.map.project(this.marker.getLngLat());
    this.place(this.map.unproject([at.x + way[0] * step, at.y + way[1] * step]), "exact");
    this.follow(false);
  }

  place({ lat, lng }, placed) {
    this.field("latitude").value = lat.toFixed(6);
    this.field("longitude").value = lng.toFixed(6);
    this.field("placed").value = placed;
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
    this.draw();
    this.say(this.part.dataset.labelMoved.replace("{lat}", lat.toFixed(5)).replace("{lon}", lng.toFixed(5)));
  }

  // Brings the map to the point: always after a choice, only when it leaves the view after a step.
  follow(always) {
    const point = this.point();
    if (!this.map || !point || (!always && this.map.getBounds().contains(point))) return;
    const zoom = always ? { exact: 16, street: 15, commune: 12 }[this.field("placed").value] : undefined;
    this.map.jumpTo({ center: point, ...(zoom ? { zoom } : {}) });
  }

  chosen({ target, detail }) {
    if (!Number.isFinite(detail.lon) || !Number.isFinite(detail.lat)) return;
    if (target.name === "street") {
      for (const [name, value] of [["postal_code", detail.postal_code], ["commune", detail.commune], ["commune_code", detail.value]]) {
        if (value) this.field(name).value = value;
      }
    } else if (target.name !== "commune" || this.field("placed").value === "exact") {
      return; // a point placed by hand stays where it is
    }
    this.place({ lat: detail.lat, lng: detail.lon }, detail.placed ?? "commune");
    this.follow(true);
  }

  async centre(event) {
    event.preventDefault();
    const commune = this.field("commune");
    const address = new URL(commune.dataset.suggestUrl, location.href);
    address.searchParams.set("q", `${this.field("postal_code").value} ${commune.value}`.trim());
    let option = await first(address);
    if (!option) {
      address.searchParams.set("q", commune.value);
      option = await first(address);
    }
    if (!option) return this.say(this.part.dataset.labelUnknown, commune);
    this.place({ lat: option.lat, lng: option.lon }, "commune");
    this.follow(true);
  }

  say(text, field) {
    this.status.textContent = text;
    field?.focus();
  }
}

async function first(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return (await answer.json()).groups[0]?.options[0];
  } catch {
    return undefined;
  }
}

for (const part of document.querySelectorAll("[data-place-point]")) new PlacePoint(part);
