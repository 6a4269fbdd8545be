// Choosing on the map: an area is drawn with the pointer (freehand, or a rectangle by a straight stroke), or held open by Shift;
// the stops inside are ticked as if by hand. Those whose card is not drawn are ticked in the form itself.
import { board } from "./board.js";

const tool = document.querySelector("[data-lasso]");
const form = () => document.getElementById("chosen");
const STRAIGHT = 1.12; // a stroke hardly longer than its ends are apart is the diagonal of a rectangle
let map = null;
let isOn = false;
let path = [];
let sheet = null;

// --- what the map holds: [number, longitude, latitude, kind, version], of all columns or of nobody's
function stops() {
  const isWide = tool.querySelector("[data-lasso-all]").checked;
  return [...board().querySelectorAll("[data-column]")]
    .filter((column) => isWide || !/^\d+$/.test(column.dataset.column))
    .flatMap((column) => JSON.parse(column.querySelector("script[type='application/json']")?.textContent ?? "[]"))
    .filter(([, , , kind]) => kind < 2);
}
const ticks = () => [...document.querySelectorAll("input[form=chosen][name=tasks]:checked")];
export const chosen = () => new Set(ticks().map((tick) => Number(tick.value.split(":")[0])));

function tick(number, version) {
  const value = `${number}:${version}`;
  const card = board().querySelector(`input[form=chosen][value="${value}"]`);
  if (card) { card.checked = true; return; }
  if (document.querySelector(`.day-lassoed input[value="${value}"]`)) return;
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "tasks", value, checked: true, hidden: true });
  input.setAttribute("form", "chosen");
  document.querySelector(".day-lassoed").append(input);
}
function told() {
  document.dispatchEvent(new CustomEvent("maillage:chosen"));
}
// A card that came since, or a task that somebody changed: what is ticked out of sight follows.
function tidy() {
  const versions = new Map([...board().querySelectorAll("[data-column] script[type='application/json']")].flatMap((one) => JSON.parse(one.textContent)).map((row) => [String(row[0]), String(row[4])]));
  document.querySelectorAll(".day-lassoed input").forEach((input) => {
    const [number, version] = input.value.split(":");
    if (versions.get(number) !== version) input.remove();
  });
}
export function unchoose() {
  document.querySelectorAll(".day-lassoed input").forEach((input) => input.remove());
  ticks().forEach((one) => { one.checked = false; });
  told();
}

// --- drawing
function inside([x, y], area) {
  let isIn = false;
  area.forEach(([x1, y1], place) => {
    const [x2, y2] = area[(place + area.length - 1) % area.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) isIn = !isIn;
  });
  return isIn;
}
const apart = ([x1, y1], [x2, y2]) => Math.hypot(x2 - x1, y2 - y1);
function area() {
  const [first, last] = [path[0], path.at(-1)];
  const length = path.slice(1).reduce((sum, point, place) => sum + apart(path[place], point), 0);
  return length < STRAIGHT * apart(first, last) ? [first, [last[0], first[1]], last, [first[0], last[1]]] : path;
}
function paint() {
  sheet.querySelector("polygon").setAttribute("points", path.length > 1 ? area().map((point) => point.join()).join(" ") : "");
}
const at = (event) => {
  const box = sheet.getBoundingClientRect();
  return [Math.round(event.clientX - box.left), Math.round(event.clientY - box.top)];
};
function turn(on) {
  isOn = on;
  path = [];
  sheet.classList.toggle("is-on", on);
  tool.querySelector("[data-lasso-draw]").setAttribute("aria-pressed", String(on));
  paint();
}
function end() {
  if (path.length > 1) {
    const drawn = area();
    const found = stops().filter(([, x, y]) => { const point = map.project([x, y]); return inside([point.x, point.y], drawn); });
    found.forEach(([number, , , , version]) => tick(number, version));
    told();
    if (found.length) form().scrollIntoView({ block: "nearest" });
  }
  turn(false);
}
function lay(container) {
  sheet = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  sheet.setAttribute("class", "day-lasso-sheet");
  sheet.setAttribute("aria-hidden", "true");
  sheet.append(document.createElementNS("http://www.w3.org/2000/svg", "polygon"));
  container.append(sheet);
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    sheet.setPointerCapture(event.pointerId);
    path = [at(event)];
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!path.length || apart(path.at(-1), at(event)) < 3) return;
    path.push(at(event));
    paint();
  });
  sheet.addEventListener("pointerup", end);
  sheet.addEventListener("pointercancel", () => turn(false));
}

if (tool) {
  document.addEventListener("maillage:map", ({ target, detail }) => {
    if (!target.closest("[data-day-map]")) return;
    map = detail.map;
    map.boxZoom.disable(); // Shift draws the area
    lay(target);
    tool.hidden = false;
  });
  tool.querySelector("[data-lasso-draw]").addEventListener("click", () => turn(!isOn));
  tool.querySelector("[data-lasso-none]").addEventListener("click", unchoose);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOn) turn(false);
    if (event.key === "Shift" && sheet?.parentElement.matches(":hover") && !isOn) turn(true);
  });
  document.addEventListener("keyup", (event) => event.key === "Shift" && isOn && path.length < 2 && turn(false));
  document.addEventListener("maillage:day-changed", tidy);
  const show = () => { tool.querySelector("[data-lasso-none]").hidden = !ticks().length; };
  document.addEventListener("change", (event) => event.target.matches?.("[form=chosen]") && show());
  document.addEventListener("maillage:chosen", show);
}
