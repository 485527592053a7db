// Shapes: what a JSON document or the settings look like. Reading by a shape gives a value that has
// exactly that form, or all problems with their places.

import { reason } from "../findings.js";
import { isDate } from "../date.js";
import { escapePart } from "./structure.js";

/** Adds a problem of a shape to the finding that is being written. */
export function complaint(builder, problem) {
  builder.at(problem.path).reason(reason.SCHEMA).say(problem.german, problem.english);
}

const wrong = (problems, german, english) => {
  problems.push({
    path: "",
    german: `Der Wert hat nicht die vorgesehene Form (erwartet: ${german}).`,
    english: `The value does not have the expected form (expected: ${english}).`,
  });
  return undefined;
};

/** Problems from a position on lie below this part of the path; so no path is made when all is well. */
function below(part, problems, from) {
  for (let at = from; at < problems.length; at += 1) problems[at].path = `/${escapePart(part)}${problems[at].path}`;
}

class Shape {
  /** `read(value, problems)` gives the content and adds what is wrong. */
  constructor(read, fallback) {
    this.read = read;
    this.fallback = fallback;
  }
  /** If the field is missing, this value. */
  or(value) {
    return new Shape(this.read, () => value);
  }
  /** The field may be missing or null; then it is null. */
  optional() {
    const read = this.read;
    return new Shape((value, problems) => (value === null ? null : read(value, problems)), () => null);
  }
}

const simple = (test, german, english) =>
  new Shape((value, problems) => (test(value) ? value : wrong(problems, german, english)));

function whole(low, high) {
  const test = (value) => Number.isInteger(value) && value >= low && value <= high;
  return low === 0 ? simple(test, "eine ganze Zahl ab 0", "a whole number from 0") : simple(test, "eine ganze Zahl", "a whole number");
}

function object(fields, options = {}) {
  const names = Object.keys(fields);
  const shapes = Object.values(fields);
  // What every object has by itself must be its own to count.
  const inherited = names.map((name) => name in Object.prototype);
  const read = (value, problems) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return wrong(problems, "ein Objekt", "an object");
    }
    const result = {};
    for (let at = 0; at < names.length; at += 1) {
      const name = names[at];
      const shape = shapes[at];
      const entry = value[name];
      if (entry !== undefined && (!inherited[at] || Object.hasOwn(value, name))) {
        const before = problems.length;
        result[name] = shape.read(entry, problems);
        if (problems.length > before) below(name, problems, before);
      } else if (shape.fallback !== undefined) {
        result[name] = shape.fallback();
      } else {
        problems.push({ path: "", german: `Das Feld \`${name}\` fehlt.`, english: `The field \`${name}\` is missing.` });
      }
    }
    if (options.closed) refuseOthers(value, fields, problems);
    return result;
  };
  const shape = new Shape(read);
  /** If the object is missing, one in which every field has its own fallback. */
  shape.orEmpty = () => new Shape(read, () => read({}, []));
  return shape;
}

function refuseOthers(value, fields, problems) {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) continue;
    problems.push({
      path: `/${escapePart(name)}`,
      german: "Dieses Feld ist nicht vorgesehen.",
      english: "This field is not provided for.",
    });
  }
}

function list(item) {
  return new Shape((value, problems) => {
    if (!Array.isArray(value)) return wrong(problems, "eine Liste", "a list");
    return value.map((entry, index) => {
      const before = problems.length;
      const read = item.read(entry, problems);
      if (problems.length > before) below(index, problems, before);
      return read;
    });
  });
}

function oneOf(...values) {
  const names = values.map((value) => `\`${value}\``).join(", ");
  return simple((value) => values.includes(value), `eines von ${names}`, `one of ${names}`);
}

/** Makers of shapes. */
export const t = Object.freeze({
  text: () => new Shape((value, problems) => (typeof value === "string" ? value : wrong(problems, "ein Text", "a text"))),
  boolean: () =>
    new Shape((value, problems) =>
      typeof value === "boolean" ? value : wrong(problems, "true oder false", "true or false"),
    ),
  /** Any number. */
  number: () => simple((value) => typeof value === "number", "eine Zahl", "a number"),
  /** A whole number; two limits as in `t.integer(0, 4294967295)`. */
  integer: (low = Number.MIN_SAFE_INTEGER, high = Number.MAX_SAFE_INTEGER) => whole(low, high),
  /** A day as `2026-03-02`, in the years 1 to 9999. */
  date: () => simple((value) => typeof value === "string" && isDate(value), "JJJJ-MM-TT", "JJJJ-MM-TT"),
  /** One of these texts. */
  oneOf,
  list,
  /** An object with these fields; with `{ closed: true }` no others. */
  object,
  /** Whatever stands there. */
  any: () => new Shape((value) => value),
});
