// Clusters and points as buttons on the map: focusable, named, lit together with their row of the list.
const SIZES = [[5, 1], [20, 2], [100, 3], [500, 4], [Infinity, 5]];

export class Marks {
  constructor(map, library, words, isStill) {
    Object.assign(this, { map, library, words, isStill });
    this.shown = new Map();
    this.isZooming = false;
    this.number = new Intl.NumberFormat(document.documentElement.lang);
    this.linkRows();
  }

  draw({ clusters = [], points = [] }) {
    const wanted = new Map();
    for (const cluster of [...clusters].sort((one, other) => other.count - one.count)) {
      wanted.set(`c${cluster.lon.toFixed(4)},${cluster.lat.toFixed(4)},${cluster.count}`, { cluster });
    }
    for (const point of points) wanted.set(`p${point.id}`, { point });
    for (const [key, { marker }] of this.shown) {
      if (!wanted.has(key)) {
        marker.remove();
        this.shown.delete(key);
      }
    }
    for (const [key, { cluster, point }] of wanted) {
      if (this.shown.has(key)) continue;
      const button = cluster ? this.clusterButton(cluster) : this.pointButton(point);
      const place = cluster ?? point;
      const marker = new this.library.Marker({ element: button }).setLngLat([place.lon, place.lat]).addTo(this.map);
      this.shown.set(key, { marker, button, point });
    }
  }

  clusterButton(cluster) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `map-mark map-mark--cluster map-mark--s${SIZES.find(([most]) => cluster.count <= most)[1]}`;
    button.textContent = this.short(cluster.count);
    this.name(button, this.words.labelCluster.replace("{count}", this.number.format(cluster.count)));
    button.addEventListener("click", () => {
      this.isZooming = true;
      const way = { animate: !this.isStill(), duration: 350 };
      if (cluster.bounds && cluster.bounds[0] < cluster.bounds[2]) {
        this.map.fitBounds(cluster.bounds, { padding: 48, maxZoom: 15, ...way });
      } else {
        this.map.easeTo({ center: [cluster.lon, cluster.lat], zoom: Math.min(this.map.getZoom() + 2, 16), ...way });
      }
      this.map.getCanvas().focus({ preventScroll: true });
    });
    return button;
  }

  pointButton(point) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "map-mark map-mark--point";
    button.dataset.markOf = point.id;
    this.name(button, point.name);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      this.popup(point, button);
    });
    for (const [event, isOn] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
      button.addEventListener(event, () => this.lightRow(point.id, isOn));
    }
    return button;
  }

  // MapLibre names its markers; ours say what they are.
  name(button, text) {
    button.setAttribute("aria-label", text);
    button.title = text;
  }

  short(count) {
    return count < 10_000 ? this.number.format(count) : `${this.number.format(Math.round(count / 1000))} k`;
  }

  popup(point, button) {
    this.opened?.remove();
    const content = document.createElement("div");
    const name = document.createElement("strong");
    name.textContent = point.name;
    content.append(name);
    if (point.place) content.append(Object.assign(document.createElement("p"), { textContent: point.place }));
    if (point.url) content.append(Object.assign(document.createElement("a"), { href: point.url, textContent: this.words.labelOpen }));
    this.opened = new this.library.Popup({ offset: 14, maxWidth: "260px", focusAfterOpen: true })
      .setLngLat([point.lon, point.lat])
      .setDOMContent(content)
      .addTo(this.map);
    this.opened.getElement().addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.opened.remove();
      button?.focus();
    });
  }

  open(id) {
    const found = this.shown.get(`p${id}`);
    if (found) this.popup(found.point, found.button);
  }

  linkRows() {
    for (const [event, isOn] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
      document.addEventListener(event, (happened) => {
        const row = happened.target.closest?.("[data-organization-id]");
        if (row) this.shown.get(`p${row.dataset.organizationId}`)?.button.classList.toggle("is-linked", isOn);
      });
    }
  }

  lightRow(id, isOn) {
    const row = document.querySelector(`[data-organization-id="${CSS.escape(id)}"]`);
    row?.classList.toggle("is-linked", isOn);
  }
}
