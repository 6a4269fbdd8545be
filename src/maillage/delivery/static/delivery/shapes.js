// Shapes over a map of the house: areas and lines as GeoJSON, drawn again after each change of appearance.
function colourOf(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export class Shapes {
  constructor(map, id, { color = "thread", dashed = false } = {}) {
    Object.assign(this, { map, id, color, dashed });
    this.collection = { type: "FeatureCollection", features: [] };
    map.on("style.load", () => this.add());
    map.once("load", () => this.add());
    if (map.isStyleLoaded()) this.add();
  }

  add() {
    if (this.map.getSource(this.id)) return;
    const color = ["coalesce", ["get", "color"], colourOf(this.color)];
    this.map.addSource(this.id, { type: "geojson", data: this.collection });
    this.map.addLayer({ id: `${this.id}-fill`, type: "fill", source: this.id, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": color, "fill-opacity": 0.14 } });
    this.map.addLayer({
      id: `${this.id}-line`, type: "line", source: this.id, layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": color, "line-width": 3, "line-opacity": 0.85, ...(this.dashed ? { "line-dasharray": [2, 1.6] } : {}) },
    });
  }

  show(collection) {
    this.collection = collection;
    this.map.getSource(this.id)?.setData(collection);
  }
}
