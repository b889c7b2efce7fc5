// Statements in the order they were written, each with a dot for everyone who answered it. Text only, never markup.
const SVG = "http://www.w3.org/2000/svg";
const ACROSS = 10;
const STEP = 12;

// Dots in rows of ten; the last stands for fewer people where one dot is several of them.
function dots(count, each, className) {
  const many = Math.ceil(count / each);
  const svg = document.createElementNS(SVG, "svg");
  const rows = Math.max(1, Math.ceil(many / ACROSS));
  svg.setAttribute("viewBox", `0 0 ${ACROSS * STEP} ${rows * STEP}`);
  svg.setAttribute("class", `dots ${className}`);
  svg.setAttribute("aria-hidden", "true");
  for (let nth = 0; nth < many; nth += 1) {
    const dot = document.createElementNS(SVG, "circle");
    const part = nth === many - 1 ? (count - nth * each) / each : 1;
    dot.setAttribute("cx", (nth % ACROSS) * STEP + STEP / 2);
    dot.setAttribute("cy", Math.floor(nth / ACROSS) * STEP + STEP / 2);
    dot.setAttribute("r", 4 * Math.sqrt(part));
    svg.append(dot);
  }
  return svg;
}

// How a perspective answered, as ten dots: "not for me" to the left of the middle, "rings true" to the right of it.
function leaning(dots) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${2 * ACROSS * STEP} ${STEP}`);
  svg.setAttribute("class", "leaning");
  svg.setAttribute("aria-hidden", "true");
  let at = ACROSS - (dots["not-sure"] ?? 0) / 2 - (dots["not-for-me"] ?? 0);
  for (const kind of ["not-for-me", "not-sure", "rings-true"]) {
    for (let nth = 0; nth < (dots[kind] ?? 0); nth += 1) {
      const dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("class", kind);
      dot.setAttribute("cx", at * STEP + STEP / 2);
      dot.setAttribute("cy", STEP / 2);
      dot.setAttribute("r", 4);
      svg.append(dot);
      at += 1;
    }
  }
  return svg;
}

function perspective(one) {
  const row = made("div", "perspective");
  row.append(made("dt", "", one.name));
  const said = made("dd");
  said.append(leaning(one.dots), made("span", "", one.said));
  row.append(said);
  return row;
}

export default function ({ data, parentElement }) {
  const list = made("ul", "statements");
  for (const statement of data.statements) {
    const item = made("li", "statement");
    item.append(made("p", "words", statement.words));
    const answers = made("dl", "answers");
    for (const answer of statement.answers) {
      const pile = made("div", "answer");
      pile.append(made("dt", "", answer.words));
      const said = made("dd");
      said.append(made("span", "", answer.people), dots(answer.count, data.each, answer.kind));
      pile.append(said);
      answers.append(pile);
    }
    if (statement.perspectives) answers.append(...statement.perspectives.map(perspective));
    item.append(answers);
    if (statement.flag) item.append(made("p", "flag", statement.flag));
    list.append(item);
  }
  parentElement.querySelector(".statements")?.remove();
  parentElement.append(list);
}
