// A photo is shrunk here before it goes anywhere: the picture alone, upright, without what the phone writes beside it.
// Then it waits like everything else that was done, but behind it: what is said never waits for a picture.

import { sendKept } from "./answers.js";

const LONGEST_SIDE = 1600;
const MOST_BYTES = 2 * 1024 * 1024;
// A weak signal takes its time.
const PATIENCE_MS = 90_000;

export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [0.8, 0.6, 0.4]) {
    const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (jpeg && jpeg.size <= MOST_BYTES) {
      return jpeg.arrayBuffer();
    }
  }
  throw new Error("this photo is too large");
}

// Sends one that was kept; gives what became of it, and throws where nobody can be reached.
//   csrf  the mark of the session's forms, as it was last heard of
//   anew  async () => the mark as it is now; throws where nobody can be reached
export async function sendPhoto(address, act, csrf, anew) {
  let mark = csrf;
  const { answer, refused } = await sendKept(() => post(address, act, mark), async () => { mark = await anew(); });
  if (answer) {
    return answer;
  }
  return refused ? { refused, shut: true } : { refused: "The platform did not understand this photo." };
}

function post(address, act, csrf) {
  return fetch(`${address}/${act.id}?at=${encodeURIComponent(act.at)}`, {
    method: "POST",
    headers: { "Content-Type": "image/jpeg", "HX-Request": "true", "X-CSRF-Token": csrf },
    body: act.file,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}
