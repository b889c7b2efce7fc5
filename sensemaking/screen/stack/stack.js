// The stack as nested landscapes: wider ones around, the one we stand in filled, neighbours in outline, closer ones inside.
const SVG = "http://www.w3.org/2000/svg";

// A closed, slightly uneven curve around a middle, the same every time for the same number.
function shape(x, y, across, along, number, className, step = 0) {
  const points = Array.from({ length: 9 }, (_, nth) => {
    const angle = (nth / 9) * 2 * Math.PI;
    const wobble = 1 + 0.07 * Math.sin(nth * 2.3 + number * 1.7);
    // Between an ellipse and a box, so that there is room inside.
    const square = 1 / Math.pow(Math.abs(Math.cos(angle)) ** 3 + Math.abs(Math.sin(angle)) ** 3, 1 / 3);
    return [x + across * square * wobble * Math.cos(angle), y + along * square * wobble * Math.sin(angle)];
  });
  const at = (nth) => points[(nth + points.length) % points.length];
  let line = `M${at(0)}`;
  for (let nth = 0; nth < points.length; nth += 1) {
    const [before, from, to, after] = [at(nth - 1), at(nth), at(nth + 1), at(nth + 2)];
    line += `C${from.map((v, i) => v + (to[i] - before[i]) / 6)} ${to.map((v, i) => v - (after[i] - from[i]) / 6)} ${to}`;
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `${line}Z`);
  path.setAttribute("class", className);
  path.style.setProperty("--step", step);
  return path;
}

function picture(data) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 132 84");
  svg.setAttribute("class", "picture");
  svg.setAttribute("aria-hidden", "true");
  let [x, y, across, along] = [66, 42, 58, 36];
  data.path.forEach((_, step) => {
    svg.append(shape(x, y, across, along, step, "wide", step));
    [x, y, across, along] = [x - across * 0.03, y + along * 0.03, across * 0.82, along * 0.8];
  });
  if (data.beside) {
    svg.append(shape(x + across * 0.66, y - along * 0.36, across * 0.26, along * 0.32, 3, "beside"));
    if (data.beside > 1) svg.append(shape(x + across * 0.66, y + along * 0.44, across * 0.24, along * 0.3, 5, "beside"));
    [x, across] = [x - across * 0.3, across * 0.6];
  }
  svg.append(shape(x, y, across * 0.95, along * 0.9, 7, "here"));
  for (let nth = 0; nth < data.inside; nth += 1) {
    const shift = (nth - (data.inside - 1) / 2) * across * 0.56;
    const size = [0.5, 0.22, 0.19][data.inside - 1];
    svg.append(shape(x + shift, y, across * size, along * Math.min(size * 1.3, 0.5), nth + 2, "inside"));
  }
  return svg;
}

function small(data, stand, other) {
  const part = made("div", "small");
  const said = made("div", "said");
  const sentence = made("p", "sentence arrived");
  sentence.tabIndex = -1;
  for (const { words, strong } of data.sentence) sentence.append(made(strong ? "b" : "span", "", words));
  const wider = made("div", "wider");
  if (data.path.length) {
    wider.append(made("span", "", data.words.wider));
    for (const system of [...data.path].reverse()) {
      const button = made("button", "around", system.name);
      button.addEventListener("click", () => stand(system.id));
      wider.append(button);
    }
  }
  const store = made("span", "store");
  if (data.tag) store.append(made("span", "tag", data.tag));
  const button = made("button", "", data.other);
  button.addEventListener("click", other);
  store.append(button);
  wider.append(store);
  said.append(sentence, wider);
  part.append(picture(data), said);
  return part;
}

function named(system, tag, className, words) {
  const name = made(tag, className);
  name.append(made("span", "", system.name), " ", made("span", "scale", words));
  return name;
}

// `go` says what pressing does: { stand, open }, or null where the picture is only looked at.
function land(system, step, words, go) {
  const leaf = !system.inside.length && !system.groups.length && !system.more;
  if (leaf && system.role !== "here") {
    const button = named(system, go ? "button" : "div", `land leaf ${system.role}`, system.scale);
    if (go) button.addEventListener("click", () => go.stand(system.id));
    return button;
  }
  const part = made("div", `land ${system.role === "here" ? "here" : "wide"} ${leaf ? "leaf" : ""}`);
  part.style.setProperty("--step", step);
  if (system.role === "here") {
    const name = named(system, "p", "name", `${system.scale}, ${words.here}`);
    name.setAttribute("aria-current", "location");
    name.classList.add("arrived");
    name.tabIndex = -1;
    part.append(name);
  } else {
    const name = named(system, go ? "button" : "p", "name", system.scale);
    if (go) name.addEventListener("click", () => go.stand(system.id));
    part.append(name);
  }
  if (!leaf) part.append(ground(system, step + 1, words, go));
  return part;
}

function ground(around, step, words, go) {
  const part = made("div", "ground");
  if (around.name) {
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", words.inside.replace("{name}", around.name));
  }
  if (around.all) part.append(opening(around.all, "", "all", go));
  for (const system of around.inside) part.append(land(system, step, words, go));
  for (const group of around.groups) part.append(opening(group, group.key, "land leaf group", go));
  if (around.more) part.append(made("p", "more", around.more));
  return part;
}

function opening(words, key, className, go) {
  const button = words.name ? named(words, "button", className, words.scale) : made("button", className, words);
  button.addEventListener("click", () => go.open(key));
  return button;
}

function large(data, go) {
  const part = made("div", "large");
  part.append(ground({ inside: data.lands, groups: [] }, 0, data.words, go));
  if (go) {
    part.append(made("p", "keys", data.words.keys));
    part.addEventListener("keydown", walk);
  }
  return part;
}

// The arrow keys walk: wider, closer in, and sideways among those inside the same land.
function walk(event) {
  const from = event.target.closest(".land, .all");
  if (!from) return;
  const beside = (step) => {
    let next = from;
    do next = step < 0 ? next.previousElementSibling : next.nextElementSibling;
    while (next && !next.matches(".land, .all"));
    return next;
  };
  const to = {
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
    ArrowUp: () => from.parentElement.closest(".land"),
    ArrowDown: () => from.querySelector(":scope > .ground > :is(.land, .all)"),
  }[event.key]?.();
  if (!to) return;
  event.preventDefault();
  (to.matches("button") ? to : to.querySelector(":scope > .name")).focus();
}

function find(data, nav, stand, setStateValue) {
  let part = nav.querySelector(".find");
  if (!part) {
    part = made("div", "find");
    const label = made("label", "", data.words.find);
    const input = made("input");
    input.type = "search";
    input.id = label.htmlFor = "find";
    input.autocomplete = "off";
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => setStateValue("find", input.value), 250);
    });
    part.append(label, input, made("ul", "found"));
    nav.append(part);
  }
  const list = part.querySelector(".found");
  list.replaceChildren(
    ...data.found.map((system) => {
      const item = made("li");
      const button = made("button", "", system.name);
      button.append(" ", made("span", "scale", system.around));
      button.addEventListener("click", () => {
        part.querySelector("input").value = "";
        setStateValue("find", "");
        stand(system.id);
      });
      item.append(button);
      return item;
    }),
  );
}

export default function ({ data, parentElement, setTriggerValue, setStateValue }) {
  const stand = (id) => setTriggerValue("stand", id);
  const go = data.still ? null : { stand, open: (key) => setTriggerValue("open", key) };
  let nav = parentElement.querySelector("nav");
  if (!nav) {
    nav = made("nav");
    parentElement.append(nav);
  }
  nav.setAttribute("aria-label", data.words[data.size]);
  // Whoever walked here with the keyboard goes on from where they now stand.
  const walking = nav.querySelector(".small, .large")?.contains(parentElement.activeElement);
  nav.querySelector(".small, .large")?.remove();
  if (data.find) find(data, nav, stand, setStateValue);
  else nav.querySelector(".find")?.remove();
  nav.append(data.size === "small" ? small(data, stand, () => setTriggerValue("other", true)) : large(data, go));
  if (walking) nav.querySelector(".arrived")?.focus({ preventScroll: true });
}
