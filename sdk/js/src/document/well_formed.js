// Where a text stops being JSON (RFC 8259). Only asked after the parser refused it, because engines
// say it each in their own words or not at all.

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// eslint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/** Line and column, counted from 1, of the first character that cannot stand there. */
export function firstError(text) {
  const before = text.slice(0, Math.min(firstWrong(text), text.length));
  const line = before.split("\n").length;
  return { line, column: before.length - before.lastIndexOf("\n") };
}

function firstWrong(text) {
  const open = [];
  let at = 0;
  let expects = "value";
  const take = (pattern) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return false;
    at += match[0].length;
    return true;
  };
  for (;;) {
    while (at < text.length && " \t\r\n".includes(text[at])) at += 1;
    const character = text[at];
    if (character === undefined) return at;
    if (expects === "key" || expects === "key or end") {
      if (character === "}" && expects === "key or end") {
        open.pop();
        at += 1;
        expects = "more";
      } else if (take(STRING)) {
        while (at < text.length && " \t\r\n".includes(text[at])) at += 1;
        if (text[at] !== ":") return at;
        at += 1;
        expects = "value";
      } else return at;
    } else if (expects === "more") {
      const inside = open[open.length - 1];
      if (character === "," && inside !== undefined) {
        expects = inside === "{" ? "key" : "value";
      } else if ((character === "}" && inside === "{") || (character === "]" && inside === "[")) {
        open.pop();
      } else return at;
      at += 1;
    } else if (character === "]" && expects === "value or end") {
      open.pop();
      at += 1;
      expects = "more";
    } else if (character === "{" || character === "[") {
      open.push(character);
      at += 1;
      expects = character === "{" ? "key or end" : "value or end";
    } else if (take(STRING) || take(WORD) || take(NUMBER)) {
      expects = "more";
    } else return at;
  }
}
