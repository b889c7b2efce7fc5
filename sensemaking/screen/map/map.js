// The map of a system: parts as boxes, links as lines between them. Where they stand is worked out before it comes here.
const SVG = "http://www.w3.org/2000/svg";
const LEADING = 1.25;
const MOVED = 8;
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function drawn(tag, attributes, className) {
  const one = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  if (className) one.setAttribute("class", className);
  return one;
}

// What a line ends in: an arrow, or, where something is blocked, a bar across.
function ending([bx, by], [x, y], kind) {
  const long = Math.hypot(x - bx, y - by) || 1;
  const [ux, uy] = [(x - bx) / long, (y - by) / long];
  const d = kind === "blocks"
    ? `M${x - uy * 9} ${y + ux * 9}L${x + uy * 9} ${y - ux * 9}`
    : `M${x - ux * 9 - uy * 6} ${y - uy * 9 + ux * 6}L${x} ${y}L${x - ux * 9 + uy * 6} ${y - uy * 9 - ux * 6}`;
  return drawn("path", { d }, "ending");
}

function line(link, { start, bend, end }) {
  const one = drawn("g", {}, `link ${link.kind}`);
  one.append(drawn("path", { d: `M${start}Q${bend} ${end}` }, "line"), ending(bend, end, link.kind));
  return one;
}

function lines(texts, x, y, size, className) {
  const block = drawn("text", { x, y: y - ((texts.length - 1) / 2) * size * LEADING, "font-size": size }, className);
  texts.forEach((words, nth) => {
    const row = drawn("tspan", { x, dy: nth ? size * LEADING : 0 });
    row.textContent = words;
    block.append(row);
  });
  return block;
}

function box(part, { wide, high, words }, [x, y], size) {
  const one = drawn("g", { tabindex: 0, role: "button", "aria-label": part.label }, `part ${part.kind}`);
  one.dataset.id = part.id;
  const rounding = part.kind === "actor" ? Math.min(high / 2, 26) : 4;
  one.append(drawn("rect", { x: x - wide / 2, y: y - high / 2, width: wide, height: high, rx: rounding }, "box"));
  one.append(lines(words, x, y, size, "name"));
  return one;
}

// The nearest part that way: one linked with this if there is any, else whichever is there.
function beside(from, way, places, linked) {
  const [x, y] = places[from];
  const there = places.map(([px, py], nth) => [nth, (px - x) * way[0] + (py - y) * way[1], Math.hypot(px - x, py - y)])
    .filter(([nth, ahead, far]) => nth !== from && ahead > 0.4 * far);
  const near = there.filter(([nth]) => linked.has(nth));
  return (near.length ? near : there).sort((one, other) => one[2] - other[2])[0]?.[0];
}

function legend(words) {
  const part = made("div", "legend");
  for (const kind of ["actor", "factor", "influences", "enables", "blocks"]) {
    const item = made("span", "");
    const sample = drawn("svg", { viewBox: "0 0 40 20", "aria-hidden": "true" });
    const of = drawn("g", {}, kind.endsWith("r") ? `part ${kind}` : `link ${kind}`);
    if (kind.endsWith("r")) of.append(drawn("rect", { x: 4, y: 3, width: 32, height: 14, rx: kind === "actor" ? 7 : 2 }, "box"));
    else of.append(drawn("path", { d: "M2 10L34 10" }, "line"), ending([2, 10], [36, 10], kind));
    sample.append(of);
    item.append(sample, made("span", "", words[kind]));
    part.append(item);
  }
  return part;
}

function picture(data, laid, tell) {
  const svg = drawn("svg", { viewBox: `0 0 ${laid.wide} ${laid.high}`, role: "group", "aria-label": data.label }, "picture");
  svg.style.maxInlineSize = `${laid.wide * 1.5}px`;
  const under = drawn("g", { "aria-hidden": "true" });
  const over = drawn("g", { "aria-hidden": "true" });
  const at = data.links.map((link, nth) => {
    const { word, ...path } = laid.lines[nth];
    const made = [line(link, path)];
    under.append(made[0]);
    if (word) {
      made.push(lines([link.word], word[0], word[1], data.small, "word"));
      over.append(made[1]);
    }
    return made;
  });
  const linked = data.parts.map(() => new Set());
  for (const { from, to } of data.links) linked[from].add(to), linked[to].add(from);
  const boxes = data.parts.map((part, nth) => box(part, laid.boxes[nth], laid.places[nth], data.size));
  const near = drawn("path", { d: "" }, "drawing");
  svg.append(under, over, ...laid.rows.flat().map((nth) => boxes[nth]), near);

  const light = (which) => {
    svg.classList.toggle("lit", which !== undefined);
    boxes.forEach((one, nth) => one.classList.toggle("near", nth === which || (which !== undefined && linked[which].has(nth))));
    data.links.forEach(({ from, to }, nth) => at[nth].forEach((one) => one.classList.toggle("near", [from, to].includes(which))));
  };
  const chosen = data.parts.findIndex(({ id }) => id === data.chosen);
  const rest = () => light(chosen < 0 ? undefined : chosen);
  rest();
  const nthOf = (target) => boxes.indexOf(target?.closest?.(".part"));

  let from, moved;
  boxes.forEach((one, nth) => {
    if (nth === chosen) one.classList.add("chosen"), one.setAttribute("aria-current", "true");
    one.addEventListener("click", () => { if (!moved) tell("opened", data.parts[nth].id); });
    one.addEventListener("focus", () => light(nth));
    one.addEventListener("blur", rest);
    one.addEventListener("pointerenter", () => light(nth));
    one.addEventListener("pointerleave", rest);
    one.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        tell("opened", data.parts[nth].id);
      } else if (WAYS[event.key]) {
        event.preventDefault();
        boxes[beside(nth, WAYS[event.key], laid.places, linked[nth])]?.focus();
      }
    });
  });
  // With a mouse or a pen a link is drawn from one part to another; a finger scrolls.
  svg.addEventListener("pointerdown", (event) => {
    moved = false;
    from = event.pointerType === "touch" ? -1 : nthOf(event.target);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!(from >= 0)) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const begun = laid.places[from];
    moved ||= Math.hypot(x - begun[0], y - begun[1]) > MOVED && nthOf(event.target) !== from;
    if (moved) near.setAttribute("d", `M${begun}L${x} ${y}`);
  });
  const let_go = (event) => {
    const to = event.type === "pointerup" ? nthOf(event.target) : -1;
    if (moved && from >= 0 && to >= 0 && to !== from) tell("joined", [data.parts[from].id, data.parts[to].id]);
    from = -1;
    near.setAttribute("d", "");
  };
  svg.addEventListener("pointerup", let_go);
  svg.addEventListener("pointerleave", let_go);
  return svg;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement;
  const figure = made("figure");
  const skip = made("button", "skip", data.words.skip);
  const end = made("p", "end");
  end.tabIndex = -1;
  skip.addEventListener("click", () => end.focus());
  figure.append(skip, legend(data.words), made("div", "frame"), end);
  const held = parentElement.activeElement?.dataset?.id;
  parentElement.querySelector("figure")?.remove();
  parentElement.append(figure);
  let shown;
  const fit = () => {
    const room = host.getBoundingClientRect().width;
    const laid = data.layouts.find(({ wide }) => wide <= room * 1.12) ?? data.layouts.at(-1);
    if (!room || laid === shown) return;
    shown = laid;
    figure.querySelector(".frame").replaceChildren(picture(data, laid, setTriggerValue));
  };
  fit();
  const focus = (id) => figure.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  if (held) focus(held);
  // Whoever closes the drawer goes on from the part they opened.
  else if (parentElement.aside && !data.aside && data.chosen && document.activeElement === document.body) focus(data.chosen);
  parentElement.aside = data.aside;
  const watch = new ResizeObserver(fit);
  watch.observe(host);
  return () => watch.disconnect();
}
