// Notices on this phone: asks the browser for a subscription and tells the platform of it.
const page = document.getElementById("push");
const said = document.getElementById("said");
const begin = document.getElementById("begin");
const end = document.getElementById("end");

async function tell(path, body) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": page.dataset.csrf, "HX-Request": "true" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(8000),
  });
}

async function show() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    said.textContent = "This browser shows no notices. On an iPhone, add Tocsin to the home screen first.";
    begin.hidden = true;
    return;
  }
  const registration = await navigator.serviceWorker.register("/static/js/pushed.js");
  const now = await registration.pushManager.getSubscription();
  begin.hidden = Boolean(now);
  end.hidden = !now;
  said.textContent = now ? "This phone tells you." : "";
}

begin?.addEventListener("click", async () => {
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      said.textContent = "Notices are switched off for this site in the browser's settings.";
      return;
    }
    const registration = await navigator.serviceWorker.register("/static/js/pushed.js");
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: page.dataset.key });
    const answer = await tell("/push", subscription.toJSON());
    if (!answer.ok) {
      await subscription.unsubscribe();
      throw new Error(answer.status === 422 ? "your service does not use this phone's push service" : `the platform answered ${answer.status}`);
    }
    await show();
  } catch (problem) {
    said.textContent = `It did not work: ${problem.message}. Try again.`;
  }
});

end?.addEventListener("click", async () => {
  const registration = await navigator.serviceWorker.register("/static/js/pushed.js");
  const now = await registration.pushManager.getSubscription();
  if (now) {
    await tell("/push/end", { endpoint: now.endpoint }).catch(() => {});
    await now.unsubscribe();
  }
  await show();
});

if (begin) {
  show().catch((problem) => { said.textContent = `It did not work: ${problem.message}.`; });
}
