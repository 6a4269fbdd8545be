// The street level, drawn where an OpenStreetMap extract is installed: the same quiet paper, one step closer.
const FONT = ["Atkinson Hyperlegible Next"];
const LEAST_ZOOM = 11;

function colourOf(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(--map-${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export function streetSource({ tiles, bounds }) {
  return {
    type: "vector",
    tiles: [tiles],
    bounds,
    minzoom: LEAST_ZOOM,
    maxzoom: 14,
    attribution: '<a href="https://www.openstreetmap.org/copyright">© OpenStreetMap contributors</a>',
  };
}

function layer(id, type, name, rest) {
  return { id: `street-${id}`, type, source: "streets", "source-layer": name, minzoom: LEAST_ZOOM, ...rest };
}

const isKind = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];

// Widths grow with the zoom as the streets themselves do.
function width(from, to) {
  return ["interpolate", ["exponential", 1.6], ["zoom"], 11, from, 18, to];
}

export function streetGround({ land, water }) {
  const [green, sand, building, street, main, casing, path] = ["green", "sand", "building", "street", "main", "casing", "path"].map(colourOf);
  const area = (id, name, kinds, color, rest = {}) => layer(id, "fill", name, { filter: isKind(...kinds), paint: { "fill-color": color }, ...rest });
  const road = (id, kinds, color, widths, rest = {}) =>
    layer(id, "line", "road", {
      filter: isKind(...kinds),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": color, "line-width": width(...widths), "line-opacity": ["case", ["has", "tunnel"], 0.35, 1] },
      ...rest,
    });
  return [
    area("sea", "land", ["sea"], water),
    area("land", "land", ["land"], land),
    area("green", "cover", ["green", "wood", "play"], green),
    area("sand", "cover", ["sand", "square"], sand),
    area("water", "water", ["water"], water),
    layer("waterway", "line", "waterway", { paint: { "line-color": water, "line-width": width(1, 8) } }),
    layer("building", "fill", "building", { minzoom: 14, paint: { "fill-color": building, "fill-outline-color": casing } }),
    layer("path", "line", "road", { filter: isKind("path"), minzoom: 14, paint: { "line-color": path, "line-width": width(0.6, 3), "line-dasharray": [2, 1.5] } }),
    road("service", ["service"], street, [0.5, 8], { minzoom: 14 }),
    road("small-casing", ["street"], casing, [0.8, 19], { minzoom: 13 }),
    road("secondary-casing", ["secondary"], casing, [1.4, 25], { minzoom: 12 }),
    road("main-casing", ["main", "motorway"], casing, [2, 30]),
    road("small", ["street"], street, [0.4, 17], { minzoom: 13 }),
    road("secondary", ["secondary"], street, [0.8, 22], { minzoom: 12 }),
    road("main", ["main", "motorway"], main, [1.2, 27]),
    layer("rail", "line", "road", { filter: isKind("rail"), minzoom: 12, paint: { "line-color": path, "line-width": width(0.6, 3), "line-opacity": ["case", ["has", "tunnel"], 0.35, 1] } }),
  ];
}

export function streetNames({ label, halo }) {
  const paint = { "text-color": label, "text-halo-color": halo, "text-halo-width": 1.4 };
  return [
    layer("name", "symbol", "road", {
      minzoom: 14,
      filter: ["all", ["has", "name"], ["!", isKind("path", "service", "rail")]],
      layout: {
        "symbol-placement": "line",
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 14, 11, 18, 14],
        "text-padding": 4,
      },
      paint,
    }),
    layer("place", "symbol", "place", {
      minzoom: 12,
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-max-width": 7, "text-padding": 8 },
      paint,
    }),
  ];
}
