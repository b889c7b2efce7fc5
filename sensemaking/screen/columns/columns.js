// What each column of a file is: a line with its heading, some cells and what becomes of it. What stands in the
// file is set as text, never as markup. A line is only drawn again where something in it changed, and what
// somebody is just writing stays under the hand.
function chooser(options, chosen) {
  const select = made("select");
  for (const [key, words] of options) {
    const option = made("option", "", words);
    option.value = key;
    option.selected = key === chosen;
    select.append(option);
  }
  return select;
}

function field(one) {
  const label = made("label", "field");
  const input = one.options ? chooser(one.options, one.value) : made("input");
  if (!one.options) {
    input.type = "text";
    input.value = one.value;
    input.placeholder = one.placeholder;
  }
  input.dataset.name = one.name;
  label.append(made("span", "", one.label), input);
  return label;
}

function line(column, words, roles, changed) {
  const part = made("div", column.short ? "line short" : "line");
  part.dataset.at = column.at;
  part.drawn = JSON.stringify(column);
  const what = made("div", "what");
  what.append(made("h4", "", column.heading));
  if (column.cells.length) {
    const cells = made("ul", "cells");
    cells.setAttribute("aria-label", words.cells);
    for (const cell of column.cells) cells.append(made("li", "", cell));
    what.append(cells);
  }
  const role = chooser(roles, column.role);
  role.dataset.name = "role";
  role.setAttribute("aria-label", `${words.role}: ${column.heading}`);
  const becomes = made("div", "becomes");
  becomes.append(role);
  if (column.why) becomes.append(made("p", "why", column.why));
  const fields = made("div", "fields");
  for (const one of column.fields) fields.append(field(one));
  if (column.fields.length) becomes.append(fields);
  if (column.ask) what.append(made("p", "ask", column.ask));
  part.append(what, becomes);
  part.addEventListener("change", (event) => changed(column.at, event.target.dataset.name, event.target.value));
  return part;
}

function refresh(old, fresh) {
  const held = old.getRootNode().activeElement;
  const name = old.contains(held) ? held.dataset.name : undefined;
  old.replaceWith(fresh);
  const now = name && fresh.querySelector(`[data-name="${name}"]`);
  if (!now) return;
  if (now.type === "text") now.value = held.value;
  now.focus({ preventScroll: true });
  if (now.type === "text") now.setSelectionRange(held.selectionStart, held.selectionEnd);
}

function fill(group, known, data, changed) {
  const there = new Map([...group.querySelectorAll(".line")].map((one) => [one.dataset.at, one]));
  for (const column of known.lines) {
    const old = there.get(String(column.at));
    if (!old) group.append(line(column, data.words, data.roles, changed));
    else if (old.drawn !== JSON.stringify(column)) refresh(old, line(column, data.words, data.roles, changed));
  }
}

export default function ({ data, parentElement, setStateValue }) {
  let form = parentElement.querySelector(".columns");
  if (form?.file !== data.file) {
    form?.remove();
    form = made("div", "columns");
    form.file = data.file;
    form.edits = data.edits;
    parentElement.append(form);
  }
  const changed = (at, name, value) => {
    form.edits = { ...form.edits, [at]: { ...form.edits[at], [name]: value } };
    setStateValue("edits", form.edits);
  };
  for (const known of data.groups) {
    let group = form.querySelector(`[data-group="${known.key}"]`);
    if (!group) {
      group = made(known.folded ? "details" : "section", "group");
      group.dataset.group = known.key;
      const title = made("h3", "title");
      const head = known.folded ? made("summary") : made("header");
      head.append(title);
      group.append(head);
      form.append(group);
    }
    group.querySelector(".title").textContent = known.title;
    // Hundreds of lines are only drawn when somebody wants to see them.
    if (!known.folded || group.open) fill(group, known, data, changed);
    group.ontoggle = () => group.open && fill(group, known, data, changed);
  }
}
