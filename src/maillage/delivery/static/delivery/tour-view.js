// The page as it is after what was said on this phone, before and after the server has heard it.
const root = () => document.querySelector("[data-tour]");
const day = () => document.querySelector("[data-tour-day]");
export const stopOf = (number) => document.querySelector(`[data-stop="${number}"]`);
export const words = JSON.parse(document.getElementById("tour-words")?.textContent ?? "{}");
const ENDS = { done: "DONE", failed: "FAILED" };

export function filled(name, values = {}) {
  return Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name] ?? "");
}

// --- stops
function badge(stop, state) {
  const drawn = document.querySelector(`template[data-badge="${state}"]`);
  if (drawn) stop.querySelector("[data-stop-badge]").replaceChildren(drawn.content.cloneNode(true));
  stop.dataset.state = state;
}

function waits(stop, isWaiting) {
  const mark = stop.querySelector("[data-stop-waits]");
  mark.hidden = !isWaiting;
  mark.querySelector("span").textContent = isWaiting ? words.waiting : "";
}

function end(stop, state) {
  badge(stop, state);
  stop.querySelector("[data-stop-open]")?.remove();
  stop.querySelector("details").open = false;
  document.querySelector("[data-tour-over]").append(stop);
  // The same door is ticked no more for what is over.
  document.querySelectorAll(`input[type=checkbox][name=tasks][value="${stop.dataset.stop}"]`).forEach((tick) => tick.closest("label").remove());
}

function openNext() {
  const next = document.querySelector("[data-tour-stops] > [data-stop]");
  if (next && !document.querySelector("[data-tour-stops] > [data-stop] > details[open]")) next.querySelector("details").open = true;
}

function count() {
  const left = document.querySelectorAll("[data-tour-stops] > [data-stop]").length;
  const over = document.querySelectorAll("[data-tour-over] > [data-stop]").length;
  document.querySelectorAll("[data-count-left]").forEach((one) => { one.textContent = left; });
  document.querySelectorAll("[data-count-done]").forEach((one) => { one.textContent = over; });
  document.querySelector("[data-tour-all-done]").hidden = left > 0 || over === 0;
}

export function apply(action) {
  for (const number of action.tasks ?? []) {
    const stop = stopOf(number);
    if (!stop) continue;
    if (action.kind === "start" && stop.dataset.state === "TODO") {
      badge(stop, "DOING");
      stop.querySelector("[data-stop-start]")?.remove();
    }
    if (ENDS[action.kind] && stop.dataset.state !== "DONE" && stop.dataset.state !== "FAILED") end(stop, ENDS[action.kind]);
    waits(stop, !action.heardAt);
  }
  duty(action.kind);
  openNext();
  count();
}

// --- the service and the position
function duty(kind) {
  const { dataset } = day();
  if (kind === "on") dataset.onDuty = "1";
  if (kind === "off") Object.assign(dataset, { onDuty: "", onBreak: "", sharing: "" });
  if (kind === "break" && dataset.onDuty) dataset.onBreak = "1";
  if (kind === "resume") dataset.onBreak = "";
  if (kind === "share" && dataset.onDuty) dataset.sharing = "1";
  if (kind === "hide") dataset.sharing = "";
  showDuty();
}

export function showDuty() {
  const { dataset } = day();
  const now = dataset.onDuty ? (dataset.onBreak ? "break" : "on") : "off";
  for (const part of document.querySelectorAll("[data-when-duty]")) part.hidden = !part.dataset.whenDuty.split(" ").includes(now);
  for (const part of document.querySelectorAll("[data-when-sharing]")) part.hidden = part.dataset.whenSharing !== (dataset.sharing ?? "");
}

export const isSharing = () => Boolean(day()?.dataset.onDuty && day().dataset.sharing);

// --- what came from the server
const PARTS = ["[data-tour-duty]", "[data-tour-counts]", "[data-tour-stops]", "[data-tour-over]"];

// Nothing is taken away from under a hand that writes, signs or chooses.
export function isBusy() {
  const inForm = document.activeElement?.closest?.("[data-tour] input, [data-tour] select, [data-tour] textarea, [data-tour] canvas");
  return Boolean(inForm || document.querySelector("[data-tour] .tour-do[open]"));
}

export function replaceDay(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-tour-day]");
  if (!fresh) return false;
  const opened = [...document.querySelectorAll("[data-stop] > details[open]")].map((one) => one.parentElement.id);
  Object.assign(day().dataset, { onDuty: "", onBreak: "", sharing: "" }, fresh.dataset);
  for (const part of PARTS) day().querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  const kept = opened.map((id) => document.getElementById(id)).filter((stop) => stop?.parentElement.matches("[data-tour-stops]"));
  if (kept.length) document.querySelectorAll("[data-tour-stops] > [data-stop] > details").forEach((one) => { one.open = kept.includes(one.parentElement); });
  openNext();
  count();
  withScript();
  showDuty();
  return true;
}

export const renderedAt = () => Number(day().dataset.rendered);

// What only a script can do is shown by the script.
export function withScript() {
  document.querySelectorAll("[data-needs-script]").forEach((part) => { if (!part.dataset.whenDuty) part.hidden = false; });
}

// --- what is said of the network and of what was overtaken
export function showNet(net, waiting, others) {
  const line = document.querySelector("[data-tour-net]");
  if (!line) return;
  line.hidden = false;
  line.dataset.net = net === "online" && waiting ? "sending" : net;
  const offline = waiting === 0 ? "offline" : waiting === 1 ? "offline_one" : "offline_many";
  const name = { online: waiting ? "sending" : "online", offline, signed_out: "signed_out", other_person: "signed_out" }[net];
  const text = [filled(name, { count: waiting }), others ? filled("other_person", { count: others }) : ""].filter(Boolean).join(" ");
  if (line.firstChild?.textContent === text) return;
  line.replaceChildren(text);
  if (net === "signed_out" || net === "other_person") {
    const link = document.createElement("a");
    link.className = "button button--large";
    link.href = root().dataset.signInUrl;
    link.textContent = words.sign_in;
    line.append(" ", link);
  }
}

export function showTold(told, onRead) {
  const list = document.querySelector("[data-tour-told]");
  if (!list) return;
  list.replaceChildren(
    ...told.map((one) => {
      const line = document.createElement("li");
      const sentence = document.createElement("p");
      sentence.textContent = one.words;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--large";
      button.textContent = words.understood;
      button.addEventListener("click", () => onRead(one));
      line.append(sentence, button);
      return line;
    }),
  );
}
