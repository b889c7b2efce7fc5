// The first rows of somebody's file as a plain table. Every cell is set as text, never as markup.
const LONGEST = 240;

function made(tag, words, scope) {
  const one = document.createElement(tag);
  const cell = document.createElement("div");
  cell.textContent = words.length > LONGEST ? words.slice(0, LONGEST) + "…" : words;
  one.append(cell);
  if (scope) one.scope = scope;
  return one;
}

export default function ({ data, parentElement }) {
  const frame = document.createElement("div");
  frame.className = "sheet";
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", data.label);
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  head.append(...data.headings.map((heading) => made("th", heading, "col")));
  const body = table.createTBody();
  for (const row of data.rows) body.insertRow().append(...row.map((cell) => made("td", cell)));
  frame.append(table);
  const before = parentElement.querySelector(".sheet");
  const across = before?.scrollLeft ?? 0;
  before?.remove();
  parentElement.append(frame);
  frame.scrollLeft = across;
}
