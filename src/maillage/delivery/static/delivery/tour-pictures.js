// Photos made small enough for a slow link, and signatures drawn with a finger.
const LONGEST_SIDE = 1800;
const LARGEST_BYTES = 5 * 2 ** 20;
const INK = "#111111";

const blobOf = (canvas, type, quality) => new Promise((resolve) => canvas.toBlob(resolve, type, quality));

export async function smallPhoto(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await blobOf(canvas, "image/jpeg", 0.82);
    if (small && small.size <= LARGEST_BYTES) return small;
  } catch {
    // Not a picture that this browser reads: the server may.
  }
  return file.size <= LARGEST_BYTES ? file : null;
}

// The canvas is drawn on white whatever the appearance: it is a document.
export function startSignatures() {
  let drawing = null;
  const at = (canvas, event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  document.addEventListener("pointerdown", (event) => {
    const canvas = event.target.closest?.("[data-signature]");
    if (!canvas) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const pen = canvas.getContext("2d");
    if (!canvas.dataset.signed) clear(canvas);
    Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: INK });
    pen.beginPath();
    pen.moveTo(...at(canvas, event));
    drawing = canvas;
  });
  document.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const pen = drawing.getContext("2d");
    pen.lineTo(...at(drawing, event));
    pen.stroke();
    drawing.dataset.signed = "1";
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => { drawing = null; });
  document.addEventListener("click", (event) => {
    const canvas = event.target.closest?.("[data-signature-clear]")?.parentElement.querySelector("[data-signature]");
    if (canvas) clear(canvas);
  });
}

function clear(canvas) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  delete canvas.dataset.signed;
}

export async function picturesOf(form, tasks, courier) {
  const found = [];
  const keep = (blob, kind) => found.push({ id: crypto.randomUUID(), courier, kind, tasks, blob, received: 0 });
  const file = form.querySelector("input[type=file]")?.files[0];
  let isTooLarge = false;
  if (file) {
    const small = await smallPhoto(file);
    if (small) keep(small, "photo");
    else isTooLarge = true;
  }
  const canvas = form.querySelector("[data-signature]");
  if (canvas?.dataset.signed) keep(await blobOf(canvas, "image/png"), "signature");
  return { found, isTooLarge };
}
