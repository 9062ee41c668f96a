"use strict";
// Keyboard first; without this script every button and link still works.
(() => {
  const inField = (node) => node.matches("input, select, textarea");
  const form = document.querySelector("form[method=post]");

  const markChanged = (node) => node.classList.toggle("changed", node.value !== node.dataset.current);
  document.querySelectorAll("[data-current]").forEach((node) => {
    markChanged(node);
    node.addEventListener("input", () => markChanged(node));
  });

  // browsers complain in their own language
  document.querySelectorAll("[data-needed]").forEach((node) => {
    node.addEventListener("invalid", () => node.setCustomValidity(node.dataset.needed));
    node.addEventListener("input", () => node.setCustomValidity(""));
  });

  const togglePage = (button) => {
    const whole = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(whole));
    document.querySelectorAll("img[data-whole]").forEach((image) => {
      image.dataset.part = image.dataset.part || image.getAttribute("src");
      image.src = whole ? image.dataset.whole : image.dataset.part;
    });
  };
  document.querySelectorAll("[data-toggle-page]").forEach((button) => {
    button.addEventListener("click", () => togglePage(button));
  });

  const press = (key) => {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target && inField(target)) target.focus();
    else if (target) target.click();
    return Boolean(target);
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Telex and VNI compose letters from several keys
    if (event.key === "Enter" && event.ctrlKey && form) {
      event.preventDefault();
      press("2");
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (inField(event.target)) {
      if (event.key === "Escape") event.target.blur();
      // Enter in a field must not choose the first button by accident
      if (event.key === "Enter" && event.target.matches("input") && form) event.preventDefault();
      return;
    }
    if (event.key.toLowerCase() === "e") {
      const asked = document.querySelector(".field.wrong input, .field.wrong select, .field.asked input, .field.asked select");
      if (asked) {
        event.preventDefault();
        asked.focus();
        if (asked.select) asked.select();
      }
      return;
    }
    if (event.key === "Enter" && event.target !== document.body) return; // a focused link or button acts itself
    if (press(event.key)) event.preventDefault();
  });

  const wrong = document.querySelector("[aria-invalid]");
  if (wrong) wrong.focus();
})();
