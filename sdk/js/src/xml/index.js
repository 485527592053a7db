// Reading and writing XML, without entities and without anything fetched from elsewhere.

export { parse, XmlError, Element, MAX_DEPTH } from "./read.js";
export { Writer } from "./write.js";
