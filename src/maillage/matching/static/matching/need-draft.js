// <form data-draft="need"> keeps what is typed of a need on this device, so that a lost connection or a closed tab loses
// nothing. It is offered, never imposed, and forgotten once sent, or after a month. Who asks is not kept: others may use
// the same computer.
const PREFIX = "need-draft:";
const KEPT_MS = 30 * 24 * 3600 * 1000;
const REFUSED = new Set(["password", "file", "hidden", "submit", "button"]);

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    if (draft && Date.now() - draft.at < KEPT_MS) return draft;
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Storage refused: the form works without it.
  }
  return null;
}

function write(name, draft) {
  try {
    if (draft) localStorage.setItem(PREFIX + name, JSON.stringify(draft));
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !REFUSED.has(field.type) && !field.name.startsWith("buyer_") && !field.name.startsWith("is_buyer"),
  );
}

const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function typed(form) {
  const values = {};
  for (const field of fields(form)) {
    const kept = (values[field.name] ??= []);
    if (!isTick(field)) kept.push(field.value);
    else if (field.checked) kept.push(field.value);
  }
  return values;
}

function differs(form, values) {
  const now = typed(form);
  return Object.keys(values).some((name) => name in now && JSON.stringify(now[name]) !== JSON.stringify(values[name]));
}

function restore(form, values) {
  for (const field of fields(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (isTick(field)) field.checked = kept.includes(field.value);
    else field.value = kept[0] ?? "";
  }
  form.elements.namedItem("text")?.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const name = form.dataset.draft;
  const offer = form.querySelector("[data-draft-offer]");
  let known = read(name);
  if (offer && known && differs(form, known.values)) {
    const text = offer.querySelector("[data-draft-when]");
    text.textContent = new Date(known.at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    offer.hidden = false;
  }
  offer?.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-draft-choice]")?.dataset.draftChoice;
    if (!choice) return;
    if (choice === "take" && known) restore(form, known.values);
    else write(name, null);
    offer.hidden = true;
    form.elements.namedItem("text")?.focus();
  });
  let waiting = 0;
  const keep = (isSent = false) => {
    clearTimeout(waiting);
    // The first step has the text alone: what was corrected in the second is kept beside it.
    known = { at: Date.now(), isSent, values: { ...(known?.values ?? {}), ...typed(form) } };
    write(name, known);
  };
  form.addEventListener("input", (event) => {
    if (!event.isTrusted || offer?.hidden === false) return;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 400);
  });
  form.addEventListener("submit", (event) => keep(event.submitter?.value === "send"));
  addEventListener("pagehide", () => waiting && !known?.isSent && keep());
}

for (const arrived of document.querySelectorAll("[data-draft-sent]")) {
  const name = arrived.dataset.draftSent;
  if (read(name)?.isSent) write(name, null);
}
