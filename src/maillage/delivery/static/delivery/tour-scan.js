// A label's number, typed or read by the camera, to the stop that it is of: found on this phone first.
const FORMATS = ["code_128", "qr_code"];

export function stopOfCode(code) {
  const text = code.trim().replace(/^#/, "");
  if (/^\d{1,12}$/.test(text) && document.querySelector(`[data-stop="${text}"]`)) return document.querySelector(`[data-stop="${text}"]`);
  return [...document.querySelectorAll("[data-stop]")].find(({ dataset }) => {
    const rest = text.startsWith(dataset.barcode) ? text.slice(dataset.barcode.length) : null;
    return rest === "8076" || (rest !== null && /^P\d+U\d+8076$/.test(rest));
  }) ?? null;
}

export function showStop(stop) {
  stop.closest("details.tour-over")?.setAttribute("open", "");
  const details = stop.querySelector("details");
  details.open = true;
  stop.scrollIntoView({ block: "start" });
  details.querySelector("summary").focus({ preventScroll: true });
}

export function startCamera() {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const offer = () => document.querySelectorAll("[data-scan]").forEach((button) => { button.hidden = false; });
  window.BarcodeDetector.getSupportedFormats().then((known) => FORMATS.some((one) => known.includes(one)) && offer());
  document.addEventListener("click", (event) => event.target.closest?.("[data-scan]") && read(event.target.closest("form")));
}

async function read(form) {
  const video = form.querySelector("[data-scan-video]");
  const stop = () => {
    video.srcObject?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  };
  if (video.srcObject) return stop();
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    await video.play();
    const detector = new window.BarcodeDetector({ formats: FORMATS });
    while (video.srcObject) {
      const [found] = await detector.detect(video);
      if (found) {
        form.elements.code.value = found.rawValue;
        stop();
        form.requestSubmit();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  } catch (error) {
    // No camera, or not allowed: the number is typed.
    console.warn(error);
    stop();
    form.elements.code.focus();
  }
}
