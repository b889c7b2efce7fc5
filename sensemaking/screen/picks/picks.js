// What goes into something: a list to tick. People's words are set as text, never as markup.
export default function ({ data, parentElement, setTriggerValue }) {
  const picks = made("div", "picks");
  for (const group of data.groups) {
    const part = made("fieldset");
    part.append(made("legend", "", group.title));
    for (const item of group.items) {
      const label = made("label");
      const box = made("input");
      box.type = "checkbox";
      box.value = item.key;
      box.checked = data.chosen.includes(item.key);
      const said = made("span");
      said.append(made("span", group.voice ? "voice" : "words", item.words));
      if (item.small) said.append(made("span", "small", item.small));
      label.append(box, said);
      part.append(label);
    }
    picks.append(part);
  }
  // The whole list goes over each time, so that two quick ticks are never taken for one.
  picks.addEventListener("change", () => {
    const ticked = [...picks.querySelectorAll("input:checked")].map((box) => box.value);
    setTriggerValue("chosen", ticked);
  });
  const held = parentElement.activeElement?.value;
  parentElement.querySelector(".picks")?.remove();
  parentElement.append(picks);
  if (held) picks.querySelector(`input[value="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
