// What an answer means for something that was done and is kept on a phone: it was taken, it is to be sent again, or it is
// refused for good. Only what the platform itself says in words counts as that: what stands between (a proxy, the sign-in of
// somebody's network) answers with pages of its own and knows nothing of what was done.
const LASTING = new Set([403, 404, 405, 410]);
const NOT_UNDERSTOOD = new Set([400, 413, 422]);
const LONGEST = 300;

// Sends it, once more with the mark of the forms as it is now where it was refused.
//   post  async () => the answer to it
//   anew  async () => asks for the mark as it is now; throws where nobody can be reached, or somebody else is signed in
// Gives { answer }, { refused } in words, or { unread: true }; throws where it stays in the phone and is sent again by itself.
export async function sendKept(post, anew) {
  let response = await post();
  if (response.status === 403) {
    await anew();
    response = await post();
  }
  if (response.ok) {
    return { answer: await response.json() };
  }
  // A mark that is out of date says nothing against what was done: whoever did it signs in again.
  if (response.status === 401 || response.headers.get("X-CSRF-Token")) {
    throw new Error("sign in again");
  }
  const refused = await refusal(response);
  if (refused) {
    return { refused };
  }
  if (ours(response) && NOT_UNDERSTOOD.has(response.status)) {
    return { unread: true };
  }
  throw new Error(`the platform answered ${response.status}`);
}

// Why this is refused, and would be again; empty for every other answer.
export async function refusal(response) {
  return LASTING.has(response.status) && ours(response) ? (await response.text()).trim().slice(0, LONGEST) : "";
}

function ours(response) {
  return (response.headers.get("Content-Type") ?? "").startsWith("text/plain");
}
