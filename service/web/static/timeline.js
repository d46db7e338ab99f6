// The timeline without this script tells a contact on the line below the picture. With it, a card stands beside the sign,
// and the arrow keys walk along the signs.
"use strict";
(() => {
  const figure = document.querySelector(".timeline");
  const marks = [...document.querySelectorAll(".picture .mark")];
  if (!figure || !marks.length) return;
  const card = document.createElement("div");
  card.className = "popcard";
  card.hidden = true;
  card.setAttribute("aria-hidden", "true");
  figure.append(card);

  const show = (mark) => {
    card.replaceChildren(
      ...[...mark.querySelectorAll(".tip")].map((line) => {
        const part = document.createElement("p");
        part.textContent = line.textContent;
        return part;
      }),
    );
    card.hidden = false;
    const sign = (mark.querySelector(".m, .column") || mark).getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    const middle = sign.left + sign.width / 2 - frame.left;
    const left = Math.min(Math.max(middle - card.offsetWidth / 2, 0), frame.width - card.offsetWidth);
    const above = sign.top - frame.top - card.offsetHeight - 10;
    card.style.left = `${left}px`;
    card.style.top = `${above >= 0 ? above : sign.bottom - frame.top + 10}px`;
  };
  const hide = () => {
    card.hidden = true;
  };

  for (const mark of marks) {
    mark.addEventListener("pointerenter", () => show(mark));
    mark.addEventListener("pointerleave", hide);
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("blur", hide);
  }
  figure.classList.add("carded");
  figure.addEventListener("keydown", (event) => {
    const place = marks.indexOf(document.activeElement);
    if (event.key === "Escape") hide();
    if (place < 0) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : step ? place + step : -1;
    if (next < 0 || next >= marks.length) return;
    event.preventDefault();
    marks[next].focus();
  });
})();
