// The list and the map of a search move together: a view chosen by the reader filters the list; a new list tells the
// map what to show. The form is an ordinary one: without this module it is sent by its button.
const form = document.querySelector("[data-finder]");
const map = document.querySelector("#finder-map [data-map]");

if (form && map) {
  map.addEventListener("maillage:moved", ({ detail }) => {
    if (!detail.byReader) return;
    form.elements.bbox.value = detail.bbox.map((edge) => edge.toFixed(4)).join(",");
    window.htmx.trigger(form, "submit");
  });
  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    const found = document.getElementById("found");
    if (!found || !(target.id === "found" || found.contains(target))) return;
    const isViewKept = form.elements.bbox.value !== "";
    const detail = { source: found.dataset.mapSource };
    if (!isViewKept && found.dataset.mapBounds) detail.bounds = found.dataset.mapBounds;
    for (const input of document.querySelectorAll("[data-search-query]")) input.value = found.dataset.query;
    for (const input of document.querySelectorAll("[data-search-title]")) input.value = found.dataset.title;
    map.dispatchEvent(new CustomEvent("maillage:refresh", { detail }));
  });
  // Another text or place is another search: the old view no longer limits it.
  for (const name of ["q", "where"]) {
    form.elements[name].addEventListener("input", () => { form.elements.bbox.value = ""; });
  }
}
