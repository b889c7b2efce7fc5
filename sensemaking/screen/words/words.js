// Words of ours and names from the store, as headings and paragraphs. Everything is set as text, never as markup.
const TAGS = { title: "h1", heading: "h2", smaller: "h3" };
const ROLES = { refusal: "alert", receipt: "status" };

export default function ({ data, parentElement }) {
  const sheet = document.createElement("div");
  sheet.className = "sheet";
  for (const { kind, words } of data.blocks) {
    const block = document.createElement(TAGS[kind] ?? "p");
    block.className = kind;
    if (ROLES[kind]) block.setAttribute("role", ROLES[kind]);
    block.textContent = words;
    sheet.append(block);
  }
  parentElement.querySelector(".sheet")?.remove();
  parentElement.append(sheet);
}
