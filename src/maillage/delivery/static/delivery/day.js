// The dispatcher's day: cards are dragged from list to list, the map follows the board, and the board is not taken
// away from under a hand. Every move ends in a form: the server refuses what somebody else has changed meanwhile.
import { Shapes } from "./shapes.js";
import { addressWith, board, merge, shown } from "./board.js";

let dragged = null;

// --- what is chosen
function count() {
  const note = board()?.querySelector("[data-chosen-count]");
  const ticked = board()?.querySelectorAll("input[name=tasks]:checked[form=chosen]").length ?? 0;
  if (note) note.textContent = ticked ? note.dataset.text.replace("{count}", ticked) : note.dataset.none;
}
document.addEventListener("change", (event) => event.target.matches?.("[form=chosen]") && count());

// A refresh waits while something is chosen, dragged, or being filled in.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches?.("[data-day-board]")) return;
  const isBusy = dragged || board().querySelector("input[form=chosen]:checked, details[open]:not([data-over])") || board().contains(document.activeElement);
  if (isBusy) event.preventDefault();
});

// An answer holds the columns that the move has touched, and what somebody else changed meanwhile with the reason above it:
// each is put in its place, the others are left alone.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.target.id !== "board" || !detail.xhr.responseText.includes("data-day-board")) return;
  event.preventDefault();
  const isDone = detail.xhr.status < 300;
  const fresh = new DOMParser().parseFromString(detail.xhr.responseText, "text/html").querySelector("[data-day-board]");
  const from = detail.requestConfig;
  if (isDone && from.verb !== "get") {
    board().querySelectorAll("input[form=chosen]:checked").forEach((tick) => { tick.checked = false; });
    from.elt.closest?.("[data-column] details")?.removeAttribute("open");
    document.getElementById("panel").replaceChildren();
  }
  merge(fresh);
  board().querySelector(".day-problem[data-focus]")?.focus();
  count();
  focusAgain();
  document.dispatchEvent(new CustomEvent("maillage:day-changed"));
});

// What is unfolded stays unfolded in every answer that draws the board, and what the page has already is not sent again.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.target?.id !== "board") return;
  detail.path = addressWith(detail.path);
  detail.headers["X-Seen-Columns"] = shown();
});

// --- dragging: a card, the cards that are ticked with it, or a tour by its head
const send = (url, values) => window.htmx.ajax("POST", url, { target: "#board", swap: "outerHTML", values });
function put(column, before, tour) {
  const form = document.querySelector("[data-put]");
  const to = column.dataset.column;
  const next = before?.dataset.task ?? before?.nextElementSibling?.dataset.task ?? "";
  if (dragged.dataset.tour) {
    const { tourUrl, version } = dragged.dataset;
    if (/^\d+$/.test(to)) send(tourUrl, { wish: "give", version, courier: to, before: next });
    else if (!to) send(tourUrl, { wish: "take_back", version });
    return;
  }
  const url = to ? form.dataset.placeUrl.replace("/coursiers/0/", `/coursiers/${to}/`) : form.dataset.freeUrl;
  const chosen = [...board().querySelectorAll("input[form=chosen]:checked")].map((tick) => tick.value);
  const tasks = chosen.includes(dragged.dataset.seen) ? chosen : [dragged.dataset.seen];
  if (tour) send(tour.dataset.tourUrl, { wish: "put", version: tour.dataset.version, tasks, before: next });
  else send(url, to ? { tasks, before: next || column.dataset.rest || "", stamp: column.dataset.stamp } : { tasks, wish: "take_back" });
}
const unmark = () => document.querySelectorAll(".is-target, .is-before").forEach((one) => one.classList.remove("is-target", "is-before"));
function aimed(event) {
  const column = event.target.closest?.("[data-column]");
  if (!column) return {};
  const cards = [...column.querySelectorAll(".day-task, .day-group")].filter((card) => card !== dragged);
  const before = cards.find((card) => event.clientY < card.getBoundingClientRect().top + card.offsetHeight / 2) ?? null;
  if (column.dataset.tourUrl) return { column, before, tour: column };
  // Between the head of a tour and the end of its last card one is in it.
  const over = event.target.closest("[data-in-tour]");
  const inTour = over && before !== over && dragged && !dragged.dataset.tour ? over.dataset.inTour : before?.matches(".day-task") && before.dataset.inTour;
  const tour = inTour && column.querySelector(`.day-group[data-tour="${inTour}"]`);
  return { column, before: tour && before && before.dataset.inTour !== inTour ? null : before, tour };
}
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-task], [data-tour]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.task ?? dragged.dataset.tour);
});
document.addEventListener("dragover", (event) => {
  const { column, before } = dragged ? aimed(event) : {};
  if (!column) return;
  event.preventDefault();
  unmark();
  column.classList.add("is-target");
  before?.classList.add("is-before");
});
document.addEventListener("drop", (event) => {
  const { column, before, tour } = dragged ? aimed(event) : {};
  if (!column) return;
  event.preventDefault();
  const isFreed = !column.dataset.column && column.contains(dragged);
  if (!isFreed) put(column, before, tour);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  unmark();
});

// --- keyboard: Alt with arrows moves the card in focus
document.addEventListener("keydown", (event) => {
  const card = event.altKey && event.target.closest?.("[data-task]");
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const button = card && way && card.querySelector(`button[name=${way}]`);
  if (!button) return;
  event.preventDefault();
  refocus = card.dataset.task;
  button.click();
});
let refocus = "";

// --- map
let stops = null;
let lines = null;
function drawMap() {
  if (!stops) return;
  const collection = (features) => ({ type: "FeatureCollection", features });
  const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });
  const points = [];
  const ways = [];
  // Each column tells its own stops: a number, longitude, latitude, and what it is (1: pickup, 2: over).
  board()?.querySelectorAll("[data-column]").forEach((column) => {
    const { color } = column.dataset;
    const rows = JSON.parse(column.querySelector("script[type='application/json']")?.textContent ?? "[]");
    rows.forEach(([number, x, y, kind]) => points.push(feature("Point", [x, y], { number, color, is_pickup: kind % 2 === 1, is_over: kind > 1 })));
    const left = rows.filter(([, , , kind]) => kind < 2).map(([, x, y]) => [x, y]);
    if (color && left.length > 1) ways.push(feature("LineString", left, { color }));
  });
  lines.show(collection(ways));
  stops.show(collection(points));
}
class Stops extends Shapes {
  add() {
    super.add();
    const color = ["case", ["==", ["get", "color"], ""], "#1d2026", ["get", "color"]];
    if (this.map.getLayer("stops-dots")) return;
    this.map.addLayer({
      id: "stops-dots", type: "circle", source: this.id,
      paint: {
        "circle-color": ["case", ["get", "is_pickup"], "#fffdf9", color], "circle-stroke-color": color, "circle-stroke-width": 2.5,
        "circle-radius": ["case", ["get", "is_over"], 4, 7], "circle-opacity": ["case", ["get", "is_over"], 0.35, 1], "circle-stroke-opacity": ["case", ["get", "is_over"], 0.35, 1],
      },
    });
  }
}
document.addEventListener("maillage:day-changed", drawMap); // what has changed is in place
document.addEventListener("maillage:map", ({ target, detail }) => {
  if (!target.closest("[data-day-map]")) return;
  const { map } = detail;
  lines = new Shapes(map, "ways");
  stops = new Stops(map, "stops");
  drawMap();
  map.on("click", "stops-dots", ({ features }) => open(features[0].properties.number));
  map.on("mouseenter", "stops-dots", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "stops-dots", () => { map.getCanvas().style.cursor = ""; });
});
function open(number) {
  const panel = document.getElementById("panel");
  window.htmx.ajax("GET", panel.dataset.taskUrl.replace("/taches/0/", `/taches/${number}/`), { target: "#panel", swap: "innerHTML" });
}

// Links to tasks open them beside the board.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-task-link]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  window.htmx.ajax("GET", link.getAttribute("href"), { target: "#panel", swap: "innerHTML" });
});

// A column that is drawn whole keeps what was ticked in it, and the first card that is new has the focus.
let ticked = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.target.matches?.("[data-column]")) return;
  ticked = [...detail.target.querySelectorAll("input[form=chosen]:checked")].map((tick) => tick.value);
  if (detail.requestConfig?.elt.matches("[data-show-rest]")) refocus = detail.target.dataset.rest;
});
document.addEventListener("htmx:afterSettle", () => {
  ticked.forEach((value) => board()?.querySelectorAll(`input[form=chosen][value="${value}"]`).forEach((tick) => { tick.checked = true; }));
  ticked = [];
  focusAgain();
});
function focusAgain() {
  if (refocus) board()?.querySelector(`[data-task="${refocus}"] .day-task__name`)?.focus();
  refocus = "";
}

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "panel") detail.target.scrollIntoView({ block: "nearest" });
});
