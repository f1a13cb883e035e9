// Before the first paint, so that a night shift is not flashed at. Dark unless the person or the system says light.
"use strict";
try {
  const chosen = localStorage.getItem("tocsin-theme");
  if (chosen === "dark" || chosen === "light") {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // No storage: the system's wish stands.
}
