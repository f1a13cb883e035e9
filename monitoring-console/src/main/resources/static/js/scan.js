// Reads a label with the camera, where the browser can; typing is always offered beside it.
const FORMATS = ["code_128", "code_39", "ean_13", "qr_code", "data_matrix", "itf"];

export function canScan() {
  return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

// Shows the camera in `place` until a label is read or the person gives up; gives the text, or null.
export async function scan(place) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const video = document.createElement("video");
  const stop = document.createElement("button");
  stop.type = "button";
  stop.textContent = "Stop the camera";
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  place.replaceChildren(video, stop);
  let given = false;
  stop.addEventListener("click", () => { given = true; });
  try {
    await video.play();
    const detector = new window.BarcodeDetector({ formats: FORMATS });
    while (!given) {
      const [found] = await detector.detect(video);
      if (found) {
        return found.rawValue.trim();
      }
      await new Promise((resolve) => { setTimeout(resolve, 150); });
    }
    return null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    place.replaceChildren();
  }
}
