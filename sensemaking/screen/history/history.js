// Readings as calm lines through time, in the order they were written. Every word is set as text, never as markup.
const percent = (place) => `${(place * 100).toFixed(2)}%`;

function placed(className, first, last) {
  const one = made("span", className);
  one.style.insetInlineStart = percent(first);
  if (last !== undefined) one.style.inlineSize = percent(Math.max(last - first, 0));
  return one;
}

// From each moment to the next, as it stood then; a reading that was let go has no line after that.
function track(line, cycles) {
  const box = made("div", "track");
  box.setAttribute("aria-hidden", "true");
  for (const cycle of cycles) box.append(placed("cycle", cycle.first, cycle.last));
  line.moments.forEach((moment, nth) => {
    const next = line.moments[nth + 1];
    if (moment.kind !== "let-go") box.append(placed(`piece ${moment.kind}`, moment.place, next ? next.place : 1));
  });
  for (const moment of line.moments) box.append(placed(`moment ${moment.kind}`, moment.place));
  return box;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = made("ol", "history");
  for (const line of data.lines) {
    const item = made("li");
    item.append(made("p", "words", line.words), made("p", "quiet", line.said), track(line, data.cycles));
    for (const moment of line.moments.slice(1)) item.append(made("p", "quiet", moment.words));
    if (line.stories) {
      const press = made("button", "open", data.open);
      press.onclick = () => setTriggerValue("opened", line.id);
      item.append(press);
    }
    list.append(item);
  }
  const foot = made("div", "foot");
  foot.setAttribute("aria-hidden", "true");
  foot.append(made("span", "", data.since), made("span", "", data.until));
  parentElement.querySelector(".history")?.remove();
  parentElement.querySelector(".foot")?.remove();
  parentElement.append(list, foot);
}
