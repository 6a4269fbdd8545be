// The hand-over code is checked on the phone, against a salted hash: without network too, a wrong one is told at the door.
const tidy = (code) => code.replace(/\s+/g, "").toLowerCase();
const bytes = (text) => new TextEncoder().encode(text);

async function isRight(code, kept) {
  const [kind, rounds, salt, digest] = kept.split("$");
  // Out of a secure page a browser lends no hashes: the server looks at the code.
  if (kind !== "pbkdf2-sha256" || !crypto.subtle) return true;
  const key = await crypto.subtle.importKey("raw", bytes(tidy(code)), "PBKDF2", false, ["deriveBits"]);
  const found = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: Number(rounds) }, key, 256);
  return [...new Uint8Array(found)].map((one) => one.toString(16).padStart(2, "0")).join("") === digest;
}

// Says what is wrong with the code of a form, under its field; gives whether the form may go.
export async function codeIsGood(form) {
  const field = form.querySelector("[data-code-hash]");
  if (!field) return true;
  const fault = form.querySelector("[data-code-fault]");
  let said = "";
  if (!field.value.trim()) said = form.elements.reason?.value ? "" : fault.dataset.missing;
  else if (!(await isRight(field.value, field.dataset.codeHash))) said = fault.dataset.wrong;
  fault.textContent = said;
  fault.hidden = !said;
  field.toggleAttribute("aria-invalid", Boolean(said));
  if (said) {
    if (field.value.trim()) form.querySelector("details.tour-nocode").open = true;
    field.focus();
    field.select();
  }
  return !said;
}
