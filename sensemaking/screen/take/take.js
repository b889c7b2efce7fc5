// Files to take away, as ordinary links: what each is in its words, the first of them the one most people want.
export default function ({ data, parentElement }) {
  const ways = made("ul");
  for (const { words, how, href } of data.ways) {
    const way = made("li");
    const link = made("a", "", words);
    link.href = href;
    link.download = "";
    way.append(link, made("span", "how", how));
    ways.append(way);
  }
  parentElement.querySelector("ul")?.remove();
  parentElement.append(ways);
}
