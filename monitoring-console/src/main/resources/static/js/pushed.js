// Behind a phone's notices: shows what the platform has said, and opens its page.
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // Something has come, whatever it says: better shown than kept quiet.
  }
  event.waitUntil(self.registration.showNotification(said.title || "Tocsin", {
    body: said.body || "Open Tocsin.",
    tag: said.tag,
    requireInteraction: true,
    data: { path: typeof said.path === "string" && said.path.startsWith("/respond") ? said.path : "/respond" },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data.path));
});
