// How does JSON become easy to read? Coloured word by word, each of them text and never markup.

const word = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** They turn the direction of what follows; in JSON they can stand as escapes just as well. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const kindOf = ([text, string, colon]) => {
  if (colon !== undefined) return 'name';
  if (string !== undefined) return 'string';
  return /^[tfn]/.test(text) ? 'word' : 'number';
};

const span = (kind, text) => {
  const element = document.createElement('span');
  element.className = `json-${kind}`;
  element.textContent = text;
  return element;
};

/** Shows JSON text in an element. */
export const showJson = (element, json) => {
  const text = json.replace(turning, escaped);
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(word)) {
    const shown = match[1] ?? match[0];
    parts.push(text.slice(end, match.index), span(kindOf(match), shown));
    end = match.index + shown.length;
  }
  element.replaceChildren(...parts, text.slice(end));
};
