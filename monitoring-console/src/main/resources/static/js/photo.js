// A photo is shrunk here before it goes anywhere: the picture alone, upright, without what the phone writes beside it.
// Then it waits like everything else that was done, but behind it: what is said never waits for a picture.

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
  let response = await post(address, act, csrf);
  if (response.status === 403) {
    // Signed in anew, the mark is another one. Refused with that one too it is refused for good.
    response = await post(address, act, await anew());
  }
  if (response.status === 401) {
    throw new Error("sign in again");
  }
  if (response.status === 403) {
    return { refused: "The platform does not take this photo from you." };
  }
  if (response.status === 400 || response.status === 413) {
    return { refused: "The platform did not understand this photo." };
  }
  if (!response.ok) {
    throw new Error(`the platform answered ${response.status}`);
  }
  return response.json();
}

function post(address, act, csrf) {
  return fetch(`${address}/${act.id}?at=${encodeURIComponent(act.at)}`, {
    method: "POST",
    headers: { "Content-Type": "image/jpeg", "HX-Request": "true", "X-CSRF-Token": csrf },
    body: act.file,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}
