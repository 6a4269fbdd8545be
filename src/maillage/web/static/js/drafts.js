// <form data-keep="name"> keeps what has been typed in this tab until it is sent, so that nothing is lost by a wrong click.
// Passwords, files, hidden fields and one-time codes are never kept.
const REFUSED = new Set(["password", "file", "hidden", "submit", "button"]);

export function startDrafts(within) {
  const forms = within.matches?.("form[data-keep]") ? [within] : within.querySelectorAll("form[data-keep]");
  for (const form of forms) {
    if (form.dataset.kept) continue;
    form.dataset.kept = "1";
    const key = `draft:${form.dataset.keep}:${location.pathname}`;
    if (!form.querySelector("[aria-invalid=true]")) restore(form, key);
    form.addEventListener("input", () => save(form, key));
    form.addEventListener("change", () => save(form, key));
    form.addEventListener("submit", () => forget(key));
  }
}

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !REFUSED.has(field.type) && field.autocomplete !== "one-time-code" && !field.disabled,
  );
}

function save(form, key) {
  const values = fields(form).map((field) => [field.name, field.value, isTick(field) ? field.checked : null]);
  try {
    sessionStorage.setItem(key, JSON.stringify(values));
  } catch {
    // Storage is full or refused: the form works without it.
  }
}

function restore(form, key) {
  let values;
  try {
    values = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  } catch {
    return;
  }
  const waiting = fields(form);
  for (const [name, value, ticked] of values) {
    const at = waiting.findIndex((field) => field.name === name && (ticked === null || field.value === value));
    if (at < 0) continue;
    const [field] = waiting.splice(at, 1);
    if (ticked === null) field.value = value;
    else field.checked = ticked;
  }
}

function isTick(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
