// The worker behind pages that must open without a signal. It keeps the page and its scripts and styles as they were
// last loaded, asks the platform first and answers from what it kept where the platform cannot be reached. What is said
// to the platform, and what scripts fetch from it, never goes through it. A page may name people (the day's visits do):
// what was kept is thrown away at the sign-out, and before the sign-in.
const KEPT = "tocsin-shell-1";
const PATIENCE_MS = 4000;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("tocsin-shell-") && name !== KEPT) {
        await caches.delete(name);
      }
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const shell = url.pathname.startsWith("/static/") || event.request.mode === "navigate";
  if (event.request.method === "GET" && url.origin === self.location.origin && shell && !url.pathname.endsWith(".pdf")) {
    event.respondWith(answer(event.request));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") {
    event.waitUntil(caches.delete(KEPT));
  } else if (Array.isArray(event.data)) {
    // The page was loaded before there was a worker: what it is made of is kept now.
    event.waitUntil(caches.open(KEPT).then((kept) =>
      Promise.allSettled(event.data.map((address) => fetch(address).then((found) => keep(kept, address, found))))));
  }
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const found = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await keep(kept, request, found.clone());
    return found;
  } catch (problem) {
    const before = await kept.match(request, { ignoreSearch: request.mode === "navigate" });
    if (before) {
      return before;
    }
    throw problem;
  }
}

// A way to the sign-in is not the page; and what somebody searched for is no page to be kept.
async function keep(kept, address, found) {
  const search = new URL(found.url || self.location.href).search;
  if (found.ok && !found.redirected && search === "") {
    await kept.put(address, found);
  }
}
