// The dispatcher's day: cards are dragged from list to list, the map follows the board, and the board is not taken
// away from under a hand. Every move ends in a form: the server refuses what somebody else has changed meanwhile.
import { Shapes } from "./shapes.js";

const board = () => document.querySelector("[data-day-board]");
let dragged = null;

// --- what is chosen
function count() {
  const note = board()?.querySelector("[data-chosen-count]");
  const ticked = board()?.querySelectorAll("input[name=tasks]:checked[form=chosen]").length ?? 0;
  if (note && ticked) note.textContent = note.dataset.text.replace("{count}", ticked);
}
document.addEventListener("change", (event) => event.target.matches?.("[form=chosen]") && count());

// A refresh waits while something is chosen, dragged, or being filled in.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches?.("[data-day-board]")) return;
  const isBusy = dragged || board().querySelector("input[form=chosen]:checked, details[open]") || board().contains(document.activeElement);
  if (isBusy) event.preventDefault();
});

// What somebody else changed meanwhile comes back as the board as it is now, with the reason above it.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409 || !detail.xhr.responseText.includes("data-day-board")) return;
  Object.assign(detail, { shouldSwap: true, isError: false });
});

// --- dragging
function put(column, before) {
  const form = document.querySelector("[data-put]");
  const to = column.dataset.column;
  const url = to ? form.dataset.placeUrl.replace("/coursiers/0/", `/coursiers/${to}/`) : form.dataset.freeUrl;
  const chosen = [...board().querySelectorAll("input[form=chosen]:checked")].map((tick) => tick.value);
  const tasks = chosen.includes(dragged.dataset.seen) ? chosen : [dragged.dataset.seen];
  const values = to ? { tasks, before: before?.dataset.task ?? "", stamp: column.dataset.stamp } : { tasks, wish: "take_back" };
  window.htmx.ajax("POST", url, { target: "#board", swap: "outerHTML", values });
}
const unmark = () => document.querySelectorAll(".is-target, .is-before").forEach((one) => one.classList.remove("is-target", "is-before"));
function aimed(event) {
  const column = event.target.closest?.("[data-column]");
  if (!column) return {};
  const cards = [...column.querySelectorAll("[data-task]")].filter((card) => card !== dragged);
  const before = cards.find((card) => event.clientY < card.getBoundingClientRect().top + card.offsetHeight / 2) ?? null;
  return { column, before };
}
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-task]");
  if (!dragged) return;
  dragged.classList.add("is-dragged");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.task);
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
  const { column, before } = dragged ? aimed(event) : {};
  if (!column) return;
  event.preventDefault();
  const isFreed = !column.dataset.column && column.contains(dragged);
  if (!isFreed) put(column, before);
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
  const button = card && way && card.querySelector(`button[name=way][value=${way}]`);
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
  const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
  if (!stops) return;
  lines.show(read("day-lines"));
  stops.show(read("day-stops"));
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
document.addEventListener("maillage:day-changed", drawMap); // live.js has put others' changes in place
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

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "panel") detail.target.scrollIntoView({ block: "nearest" });
  if (detail.target.id !== "board") return;
  drawMap();
  if (detail.requestConfig?.verb !== "get") document.getElementById("panel").replaceChildren();
  if (refocus) board().querySelector(`[data-task="${refocus}"] .day-task__name`)?.focus();
  refocus = "";
});
