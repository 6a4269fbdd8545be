// The day's timeline: the line of the present goes on with the clock; one stop of each row is reached by Tab, the others by arrows.
const frieze = () => document.querySelector("[data-frieze]");
const rows = () => [...frieze().querySelectorAll("[data-frieze-row]")].map((row) => [...row.querySelectorAll("a")]).filter((row) => row.length);
let opened = "";

function nowX() {
  const { start, hour } = frieze().dataset;
  return ((Date.now() - Number(start)) / 3600000) * Number(hour);
}
function draw() {
  if (!frieze()) return;
  const line = frieze().querySelector("[data-now]");
  if (line) ["x1", "x2"].forEach((end) => line.setAttribute(end, nowX().toFixed(1)));
  rows().forEach((row) => row.forEach((link, place) => link.setAttribute("tabindex", place ? -1 : 0)));
  if (opened) frieze().querySelector(`a[href="${CSS.escape(opened)}"]`)?.classList.add("is-open");
}
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-frieze-row] a");
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  const listed = rows();
  const at = listed.findIndex((row) => row.includes(link));
  const place = listed[at].indexOf(link);
  const x = (one) => Number(one.querySelector(".day-mark__bar").getAttribute("x"));
  const nearest = (row) => row && row.reduce((best, one) => (Math.abs(x(one) - x(link)) < Math.abs(x(best) - x(link)) ? one : best));
  const to = { ArrowLeft: listed[at][place - 1], ArrowRight: listed[at][place + 1], ArrowUp: nearest(listed[at - 1]), ArrowDown: nearest(listed[at + 1]), Home: listed[at][0], End: listed[at].at(-1) }[event.key];
  if (!to) return;
  event.preventDefault();
  link.setAttribute("tabindex", -1);
  to.setAttribute("tabindex", 0);
  to.focus();
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-frieze-row] a");
  if (!link) return;
  frieze().querySelectorAll(".is-open").forEach((one) => one.classList.remove("is-open"));
  link.classList.add("is-open");
  opened = link.getAttribute("href");
});
document.addEventListener("maillage:day-changed", draw);
draw();
setInterval(draw, 30000);
// It opens at the present, on another day at the first stop.
if (frieze()) {
  const first = Math.min(...rows().flat().map((link) => Number(link.querySelector(".day-mark__bar").getAttribute("x"))));
  const x = frieze().querySelector("[data-now]") ? nowX() : Number.isFinite(first) ? first : 8 * Number(frieze().dataset.hour);
  frieze().scrollLeft = Math.max(0, x - frieze().clientWidth / 5);
}
