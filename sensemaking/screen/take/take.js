// Files to take away, as ordinary links: what each is in its words, the first of them the one most people want.

// Words written just before a link was pressed are on their way to the page. So the page is asked first: its answer
// comes after it has drawn, and laid ready, everything that was sent before the question. Then the link is followed.
function last_words_first(link, parent, setStateValue) {
  link.onclick = (event) => {
    if (link.answered) return;
    event.preventDefault();
    parent.waits = { question: `${Date.now()}.${Math.random()}`, href: link.href };
    setStateValue("asked", parent.waits.question);
  };
}

export default function ({ data, parentElement, setStateValue }) {
  const ways = made("ul");
  const waits = parentElement.waits;
  for (const { words, how, href } of data.ways) {
    const way = made("li");
    const link = made("a", "", words);
    link.href = href;
    link.download = "";
    last_words_first(link, parentElement, setStateValue);
    way.append(link, made("span", "how", how));
    ways.append(way);
  }
  parentElement.querySelector("ul")?.remove();
  parentElement.append(ways);
  if (!waits || waits.question !== data.answered) return;
  parentElement.waits = null;
  const link = [...ways.querySelectorAll("a")].find((one) => one.href === waits.href);
  if (!link) return;
  link.answered = true;
  link.click();
  link.answered = false;
}
