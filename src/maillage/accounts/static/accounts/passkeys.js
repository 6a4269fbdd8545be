// What the browser answers when a passkey is refused stands in the console alone, and the button seems dead:
// this says it in the page. The sentences are templates of the page, one for each cause that has a remedy of its own.
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-problem]");
  if (!place || !event.detail.tags.includes("webauthn")) return;
  event.preventDefault();
  const cause = event.detail.exception?.name;
  const sentence = place.querySelector(`template[data-cause="${cause}"]`) ?? place.querySelector("template[data-cause=other]");
  place.querySelector("[role=alert]").replaceChildren(sentence.content.cloneNode(true));
  place.scrollIntoView({ block: "nearest" });
});
