// Clusters and points as buttons on the map: focusable, named, lit together with their row of the list.
// The most that a disc of each size stands for, and its radius on the screen: map.css draws the same.
const SIZES = [[5, 1, 15], [20, 2, 18], [100, 3, 22], [1000, 4, 27], [Infinity, 5, 32]];
const POINT_RADIUS_PX = 8;

function sizeOf(count) {
  return SIZES.find(([most]) => count <= most);
}

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
    const apart = this.apart(clusters, points);
    for (const cluster of apart.clusters) {
      wanted.set(`c${cluster.lon.toFixed(4)},${cluster.lat.toFixed(4)},${cluster.count}`, { cluster });
    }
    for (const point of apart.points) wanted.set(`p${point.id}`, { point });
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

  // The server clusters by squares: neighbours across an edge may touch. The larger takes the smaller in, so that
  // every figure can be read; nothing is lost from the count.
  apart(clusters, points) {
    const at = (place) => this.map.project([place.lon, place.lat]);
    const kept = [];
    const takenBy = (spot, radius) =>
      kept.find((one) => Math.hypot(one.spot.x - spot.x, one.spot.y - spot.y) < (one.radius + radius) * 0.86);
    for (const cluster of [...clusters].sort((one, other) => other.count - one.count)) {
      const spot = at(cluster);
      const radius = sizeOf(cluster.count)[2];
      const host = takenBy(spot, radius);
      if (!host) kept.push({ ...cluster, spot, radius });
      else Object.assign(host, { count: host.count + cluster.count, bounds: null });
    }
    const free = points.filter((point) => {
      const host = takenBy(at(point), POINT_RADIUS_PX);
      if (host) Object.assign(host, { count: host.count + 1, bounds: null });
      return !host;
    });
    return { clusters: kept, points: free };
  }

  clusterButton(cluster) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `map-mark map-mark--cluster map-mark--s${sizeOf(cluster.count)[1]}`;
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
