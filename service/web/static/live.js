// The front page keeps itself up to date: when the server tells of a new alert, the page is asked for again and the
// parts marked data-live are taken from it. So there is one rendering, the server's, and no text is ever parsed here.
"use strict";
(() => {
  const state = document.querySelector("[data-livestate]");
  if (!window.EventSource || !state) return;
  let waiting = null;

  const say = (text, kind) => {
    state.hidden = false;
    state.textContent = text;
    state.dataset.kind = kind;
  };

  // New alerts are put where they belong; those that are there stay untouched, with the focus that may be in them, and a
  // screen reader tells only what is new.
  const merge = (list, fresh) => {
    const there = new Map([...list.children].map((item) => [item.dataset.id, item]));
    let place = list.firstElementChild;
    for (const item of [...fresh.children]) {
      const old = there.get(item.dataset.id);
      there.delete(item.dataset.id);
      if (old) {
        place = old.nextElementSibling;
      } else {
        item.classList.add("fresh");
        list.insertBefore(item, place);
      }
    }
    for (const gone of there.values()) gone.remove();
  };

  const renew = async () => {
    waiting = null;
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!other || part.innerHTML === other.innerHTML) continue;
      const lists = [part, other].map((place) => place.querySelector(":scope > ol[data-merged]"));
      if (lists[0] && lists[1]) merge(...lists);
      // What a reader is in is left alone.
      else if (!part.contains(document.activeElement)) part.replaceChildren(...other.childNodes);
    }
  };

  const soon = () => {
    // Several alerts of one article come together; they are shown together.
    if (waiting === null) waiting = setTimeout(() => renew().catch(() => {}), 150);
  };

  let events = null;
  const listen = () => {
    events = new EventSource("/events");
    // What came since the page was made, or while the connection was down, is shown too.
    events.addEventListener("open", () => (say("live", "on"), soon()));
    events.addEventListener("error", () => say("connecting again", "off"));
    events.addEventListener("message", soon);
    events.addEventListener("alert", soon);
  };

  // A browser keeps few connections to one server: those of tabs that nobody sees would use them up.
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden) listen();
  });
  if (!document.hidden) listen();
})();
