// The large map keeps the reader's view in its address, so that it can be sent, and the list shows the same view.
const list = document.querySelector("[data-map-list]");

function seenFrom(address, bbox) {
  address.searchParams.set("bbox", bbox);
  address.searchParams.delete("cursor");
  return address;
}

document.addEventListener("maillage:moved", ({ detail }) => {
  if (!detail.byReader) return;
  const bbox = detail.bbox.map((edge) => edge.toFixed(4)).join(",");
  history.replaceState(history.state, "", seenFrom(new URL(location.href), bbox));
  list.href = seenFrom(new URL(list.href), bbox);
});
