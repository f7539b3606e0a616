"use strict";
// Shows what a mark means (hover, tap, or keys), walks through marks with n and p, and switches between before and after.
(() => {
  const tip = document.getElementById("tip");
  const reasons = document.getElementById("reasons");
  const marks = (inside) => [...inside.querySelectorAll("[data-w]")].filter((one) => one.offsetParent !== null);

  const show = (mark) => {
    const list = document.createElement("ul");
    for (const number of mark.dataset.w.split(" ")) {
      const reason = reasons && reasons.children[Number(number)];
      if (reason) list.append(reason.cloneNode(true));
    }
    tip.replaceChildren(list);
    tip.hidden = false;
    const place = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    const below = place.bottom + tip.offsetHeight + 12 < innerHeight;
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${scrollY + (below ? place.bottom + 6 : Math.max(4, place.top - tip.offsetHeight - 6))}px`;
  };
  const hide = () => { tip.hidden = true; };
  let last = null;

  document.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("[data-w]");
    if (mark) show(mark);
    else if (!document.activeElement.matches("[data-w]")) hide();
  });
  document.addEventListener("focusin", (event) => {
    const mark = event.target.closest("[data-w]");
    if (mark) show(mark);
    else hide();
  });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-w]");
    if (mark) mark.focus({ preventScroll: true });
  });

  const walk = (step, inside) => {
    const box = inside || document.activeElement.closest(".text");
    const active = document.activeElement.closest("[data-w]") || last;
    const here = active && (box || document).contains(active) ? active : null;
    const all = marks(box || document);
    if (!all.length) return;
    let next = here ? all.indexOf(here) + step : step > 0 ? 0 : all.length - 1;
    if (!here && !box) {
      const below = all.findIndex((one) => one.getBoundingClientRect().top > 60);
      next = step > 0 ? Math.max(0, below) : below < 0 ? all.length - 1 : below - 1;
    }
    const mark = all[(next + all.length) % all.length];
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "center" });
    show(mark);
    last = mark;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n") walk(1);
    else if (event.key === "p") walk(-1);
    else if (event.key === "Escape") {
      hide();
      const box = document.activeElement.closest(".text");
      if (box) box.focus();
    } else return;
    event.preventDefault();
  });

  for (const tools of document.querySelectorAll(".tools")) {
    tools.hidden = false;
    const box = document.getElementById(tools.dataset.for);
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.value === "next" || button.value === "previous") {
        walk(button.value === "next" ? 1 : -1, box);
        return;
      }
      box.dataset.view = button.value;
      for (const one of tools.querySelectorAll("[aria-pressed]")) one.setAttribute("aria-pressed", String(one === button));
      hide();
    });
  }
})();
