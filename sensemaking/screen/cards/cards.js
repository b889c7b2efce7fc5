// People's words as cards: the words first and large, then, small, when and where. Text only, never markup.
const LONG = 700;

function small(card, hues) {
  const part = made("div", "small");
  for (const line of card.lines) part.append(made("p", "", line));
  if (card.themes.length) {
    const list = made("ul", "themes");
    for (const theme of card.themes) {
      const item = made("li");
      const dot = made("span", "dot");
      dot.style.background = hues[theme.hue] ?? "currentColor";
      dot.setAttribute("aria-hidden", "true");
      item.append(dot, made("span", "", theme.name));
      list.append(item);
    }
    part.append(list);
  }
  if (card.flag) part.append(made("p", "flag", card.flag));
  return part;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.host ?? parentElement;
  const hues = getComputedStyle(host).getPropertyValue("--st-chart-categorical-colors").split(",");
  const unfolded = (parentElement.unfolded ??= new Set());
  const pile = made("div", data.large ? "pile large" : "pile");
  for (const card of data.cards) {
    const article = made("article", "card");
    article.dataset.id = card.id;
    if (card.measure) article.append(made("p", "measure", card.measure));
    if (card.words) article.append(made("p", "words", card.words));
    if (!data.large && card.words.length > LONG && !unfolded.has(card.id)) {
      article.classList.add("folded");
      const more = made("button", "unfold", data.unfold);
      more.addEventListener("click", () => {
        unfolded.add(card.id);
        article.classList.remove("folded");
        more.remove();
      });
      article.append(more);
    }
    const foot = made("div", "foot");
    foot.append(small(card, hues));
    if (data.open) {
      const open = made("button", "open", data.open);
      open.setAttribute("aria-label", `${data.open}: ${card.words.slice(0, 60) || card.measure}`);
      open.addEventListener("click", () => setTriggerValue("opened", card.id));
      foot.append(open);
    }
    article.append(foot);
    pile.append(article);
  }
  // The one in hand keeps the keyboard when the page is drawn again.
  const held = parentElement.activeElement?.closest?.("[data-id]")?.dataset.id;
  parentElement.querySelector(".pile")?.remove();
  parentElement.append(pile);
  if (held) pile.querySelector(`[data-id="${CSS.escape(held)}"] .open`)?.focus({ preventScroll: true });
}
