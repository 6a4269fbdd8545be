// The list and the map of a search move together: a view chosen by the reader filters the list; a new list tells the
// map what to show. The form is an ordinary one: without this module it is sent by its button.
const form = document.querySelector("[data-finder]");
const map = document.querySelector("#finder-map [data-map]");
const drawer = document.querySelector("[data-filters]");
const status = document.getElementById("found-status");
const wide = matchMedia("(min-width: 75rem)");

function field(name) {
  return form.elements.namedItem(name);
}

function followMap() {
  map?.addEventListener("maillage:moved", ({ detail }) => {
    if (!detail.byReader) return;
    field("bbox").value = detail.bbox.map((edge) => edge.toFixed(4)).join(",");
    window.htmx.trigger(form, "submit");
  });
}

// Another text or place is another search: the old view no longer limits it, and its town is read anew.
function forgetViewWhenTyping() {
  for (const name of ["q", "where"]) {
    field(name).addEventListener("input", () => {
      field("bbox").value = "";
      field("words")?.remove();
      field("near")?.remove();
    });
  }
}

// What the reader has folded or unfolded stays so when new counts come.
const unfolded = new Map();

function rememberFolds() {
  for (const facet of drawer.querySelectorAll("details")) unfolded.set(nameOf(facet), facet.open);
}

function restoreFolds() {
  for (const facet of drawer.querySelectorAll("details")) {
    if (unfolded.has(nameOf(facet))) facet.open = unfolded.get(nameOf(facet));
  }
}

function nameOf(facet) {
  const within = facet.parentElement.closest("details.facet");
  return `${within?.querySelector("summary").textContent ?? ""}/${within ? "" : facet.querySelector("summary").textContent}`;
}

function showNewResults() {
  const found = document.getElementById("found");
  for (const input of document.querySelectorAll("[data-search-query]")) input.value = found.dataset.query;
  for (const input of document.querySelectorAll("[data-search-title]")) input.value = found.dataset.title;
  const count = document.querySelector("[data-filter-count]");
  count.textContent = found.dataset.chosen;
  count.hidden = found.dataset.chosen === "0";
  status.textContent = document.getElementById("count").textContent;
  fitDrawer();
  const detail = { source: found.dataset.mapSource };
  if (field("bbox").value === "" && found.dataset.mapBounds) detail.bounds = found.dataset.mapBounds.split(",").map(Number);
  map?.dispatchEvent(new CustomEvent("maillage:refresh", { detail }));
}

// On narrow screens the filters cover the page until the results are asked for.
function fitDrawer() {
  for (const button of drawer.querySelectorAll("[data-shows-results]")) button.hidden = wide.matches;
}

function closeDrawer() {
  drawer.open = false;
  drawer.querySelector("summary").focus();
}

function startDrawer() {
  fitDrawer();
  wide.addEventListener("change", fitDrawer);
  drawer.addEventListener("click", ({ target }) => {
    if (target.closest("[data-shows-results]")) closeDrawer();
  });
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.open && !wide.matches) closeDrawer();
  });
}

if (form && drawer) {
  followMap();
  forgetViewWhenTyping();
  startDrawer();
  document.body.addEventListener("htmx:beforeSwap", ({ target }) => target.id === "found" && rememberFolds());
  document.body.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "found" && !document.getElementById("found")?.contains(target)) return;
    restoreFolds();
    showNewResults();
  });
}
