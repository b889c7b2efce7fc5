// What all our components share. Words become an element's text, never markup.
function made(tag, className, words) {
  const one = document.createElement(tag);
  if (className) one.className = className;
  if (words !== undefined) one.textContent = words;
  return one;
}

