// The line of a delivery, under its stops.
import { Shapes } from "./shapes.js";

document.addEventListener("maillage:map", ({ target, detail }) => {
  if (!target.closest("[data-route-map]")) return;
  new Shapes(detail.map, "route").show(JSON.parse(document.getElementById("route-lines").textContent));
});
