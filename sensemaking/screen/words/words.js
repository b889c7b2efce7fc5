// Words of ours and names from the store, as headings and paragraphs. Everything is set as text, never as markup.
const TAGS = { title: "h1", heading: "h2", smaller: "h3" };
const ROLES = { refusal: "alert", receipt: "status" };

export default function ({ data, parentElement }) {
  const sheet = made("div", "sheet");
  for (const { kind, words } of data.blocks) {
    const block = made(TAGS[kind] ?? "p", kind, words);
    if (ROLES[kind]) block.setAttribute("role", ROLES[kind]);
    sheet.append(block);
  }
  parentElement.querySelector(".sheet")?.remove();
  parentElement.append(sheet);
}
