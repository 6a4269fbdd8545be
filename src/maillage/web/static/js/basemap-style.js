import { streetGround, streetNames, streetSource } from "./street-style.js";

// The quiet basemap: paper land, pale water, thin lines, names of towns and nothing else. Colours come from tokens.css.
const FONT = ["Atkinson Hyperlegible Next"];
// The lines are drawn for maps of départements: close to the ground they would claim more than they know.
const FADE = ["interpolate", ["linear"], ["zoom"], 9.5, 1, 12, 0.3];

export function colourOf(name) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

// `files`: addresses of land and borders (GeoJSON); `towns`: a GeoJSON made by townsOf(); `streets`: null, or the
// address of the installed extract's tiles and its bounds.
export function basemapStyle({ files, towns, streets = null }) {
  const [land, water, line, border, label, halo] = ["land", "water", "line", "border", "label", "halo"].map((name) =>
    colourOf(`map-${name}`),
  );
  const kind = (...names) => ["in", ["get", "k"], ["literal", names]];
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: files.land, tolerance: 0.3 },
      borders: { type: "geojson", data: files.borders, tolerance: 0.3 },
      towns: { type: "geojson", data: towns, attribution: "Natural Earth · GeoNames · Etalab" },
      ...(streets ? { streets: streetSource(streets) } : {}),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": water } },
      { id: "land", type: "fill", source: "land", filter: kind("land"), paint: { "fill-color": land, "fill-outline-color": line } },
      { id: "coast", type: "line", source: "land", filter: kind("land"), paint: { "line-color": line, "line-width": 0.8 } },
      { id: "lake", type: "fill", source: "land", filter: kind("lake"), paint: { "fill-color": water } },
      ...(streets ? streetGround({ land, water }) : []),
      {
        id: "department", type: "line", source: "borders", filter: kind("department"), minzoom: 5,
        paint: { "line-color": line, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 9, 1.2], "line-opacity": FADE },
      },
      {
        id: "region", type: "line", source: "borders", filter: kind("region"), minzoom: 4,
        paint: { "line-color": line, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.8, 9, 2], "line-opacity": FADE },
      },
      {
        id: "country", type: "line", source: "borders", filter: kind("country"), layout: { "line-join": "round" },
        paint: { "line-color": border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 9, 1.4], "line-dasharray": [4, 2] },
      },
      ...(streets ? streetNames({ label, halo }) : []),
      townLayer({ label, halo }),
    ],
  };
}

function townLayer({ label, halo }) {
  // The more one zooms, the smaller the towns that are named.
  const least = ["step", ["zoom"], 400000, 5, 150000, 6, 90000, 7, 30000, 8, 12000, 9, 5000, 10, 0];
  return {
    id: "towns",
    type: "symbol",
    source: "towns",
    minzoom: 3.5,
    filter: [">=", ["get", "p"], least],
    layout: {
      "text-field": ["get", "n"],
      "text-font": FONT,
      "text-size": ["interpolate", ["linear"], ["zoom"], 4, 11, 10, ["step", ["get", "p"], 12.5, 20000, 14, 100000, 16]],
      "text-max-width": 7,
      "text-padding": 6,
      // Under or over the place itself, where a point may stand.
      "text-variable-anchor": ["top", "bottom"],
      "text-radial-offset": 0.75,
      "symbol-sort-key": ["-", 0, ["get", "p"]],
    },
    paint: { "text-color": label, "text-halo-color": halo, "text-halo-width": 1.4 },
  };
}

// Rows [name, inhabitants, longitude, latitude] into GeoJSON.
export function townsOf(rows) {
  const features = rows.map(([n, p, longitude, latitude]) => ({
    type: "Feature",
    properties: { n, p },
    geometry: { type: "Point", coordinates: [longitude, latitude] },
  }));
  return { type: "FeatureCollection", features };
}
