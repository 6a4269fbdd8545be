// <form data-keep="name"> keeps what has been typed in this tab until it is saved, so that nothing is lost by a wrong
// click, nor when the session has ended and one must sign in again. Passwords, files, one-time codes and hidden fields
// are never kept, save hidden fields marked data-keep-too (the version that was read, so that a conflict is still seen).
// A form that the server shows again with what was typed bears data-typed: its own words stand.
import { showToast } from "./toasts.js";

const REFUSED = new Set(["password", "file", "hidden", "submit", "button"]);
const PREFIX = "draft:";

export function startDrafts(within) {
  const forms = within.matches?.("form[data-keep]") ? [within] : within.querySelectorAll("form[data-keep]");
  for (const form of forms) {
    if (form.dataset.kept) continue;
    form.dataset.kept = "1";
    const key = `${PREFIX}${form.dataset.keep}:${location.pathname}`;
    const isShownAgain = "typed" in form.dataset || form.querySelector("[aria-invalid=true]");
    if (!isShownAgain) restore(form, key);
    form.addEventListener("input", () => save(form, key));
    form.addEventListener("change", () => save(form, key));
    form.addEventListener("submit", () => save(form, key, { isSent: true }));
  }
}

// What was sent is forgotten once a page shows that it arrived: another page, or a message on this one.
// A page that asks to sign in shows nothing of the kind.
export function forgetSentDrafts() {
  for (const key of keys()) {
    const draft = read(key);
    if (!draft?.isSent) continue;
    const isAskedToSignIn = draft.isSignedIn && !isSignedIn();
    const isHere = key.endsWith(`:${location.pathname}`);
    const isSaved = isHere ? document.querySelector("[data-message]") !== null : !isAskedToSignIn;
    if (isSaved) forget(key);
  }
}

function isSignedIn() {
  return "signedIn" in document.body.dataset;
}

function fields(form) {
  return [...form.elements].filter(
    (field) =>
      field.name &&
      (!REFUSED.has(field.type) || "keepToo" in field.dataset) &&
      field.autocomplete !== "one-time-code" &&
      !field.disabled,
  );
}

function save(form, key, { isSent = false } = {}) {
  const values = fields(form).map((field) => [field.name, field.value, isTick(field) ? field.checked : null]);
  try {
    sessionStorage.setItem(key, JSON.stringify({ values, isSent, isSignedIn: isSignedIn() }));
  } catch {
    // Storage is full or refused: the form works without it.
  }
}

function restore(form, key) {
  const waiting = fields(form);
  let isOtherwise = false;
  for (const [name, value, ticked] of read(key)?.values ?? []) {
    const at = waiting.findIndex((field) => field.name === name && (ticked === null || field.value === value));
    if (at < 0) continue;
    const [field] = waiting.splice(at, 1);
    if (ticked === null ? field.value === value : field.checked === ticked) continue;
    isOtherwise ||= field.type !== "hidden";
    if (ticked === null) field.value = value;
    else field.checked = ticked;
  }
  if (isOtherwise && form.dataset.labelKept) showToast({ text: form.dataset.labelKept });
}

function isTick(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function keys() {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}
