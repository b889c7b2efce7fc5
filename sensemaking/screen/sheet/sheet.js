// Rows as a plain table: of somebody's file, or of what a chart shows. Every cell is set as text, never as markup.
const LONGEST = 240;

function cell(tag, words, scope) {
  const one = made(tag);
  one.append(made("div", "", words.length > LONGEST ? words.slice(0, LONGEST) + "…" : words));
  if (scope) one.scope = scope;
  return one;
}

export default function ({ data, parentElement }) {
  const frame = made("div", "sheet");
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", data.label);
  const table = made("table");
  const head = table.createTHead().insertRow();
  head.append(...data.headings.map((heading) => cell("th", heading, "col")));
  const body = table.createTBody();
  for (const row of data.rows) body.insertRow().append(...row.map((words) => cell("td", words)));
  frame.append(table);
  const before = parentElement.querySelector(".sheet");
  const across = before?.scrollLeft ?? 0;
  before?.remove();
  parentElement.append(frame);
  frame.scrollLeft = across;
}
