// Elements from words; text is always text, never markup.
export function h(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true) {
      element.setAttribute(key, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

// A form whose fields become an object; `done` gets it, and the form is emptied.
export function form(words, fields, done, more = {}) {
  return h("form", {
    ...more,
    onsubmit: (event) => {
      event.preventDefault();
      const data = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ""));
      event.target.reset();
      for (const field of event.target.elements) {
        field.dataset.typed = "no";
        field.blur();
      }
      done(data);
    },
  }, ...fields, h("button", { type: "submit", class: more.primary ? "primary" : "" }, words));
}

export function field(label, attributes, aside) {
  return h("label", {}, label, aside ? h("span", { class: "aside" }, ` ${aside}`) : null, h("input", { autocomplete: "off", maxlength: 500, ...attributes }));
}
