// Files to take away, as ordinary links: what each is in its words, the first of them the one most people want.

// Words written just before the link was pressed leave their box only now: they have this long to reach the page.
const A_MOMENT = 300;

function last_words_first(event) {
  const link = event.currentTarget;
  if (!link.waited) {
    event.preventDefault();
    setTimeout(() => { link.waited = true; link.click(); link.waited = false; }, A_MOMENT);
  }
}

export default function ({ data, parentElement }) {
  const ways = made("ul");
  for (const { words, how, href } of data.ways) {
    const way = made("li");
    const link = made("a", "", words);
    link.href = href;
    link.download = "";
    link.onclick = last_words_first;
    way.append(link, made("span", "how", how));
    ways.append(way);
  }
  parentElement.querySelector("ul")?.remove();
  parentElement.append(ways);
}
