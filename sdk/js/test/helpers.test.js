import assert from "node:assert/strict";
import { test } from "node:test";
import { area, csv, date, din91379, encoding, folder, http, iban, pattern, xml } from "../src/index.js";
import * as hub from "../src/test.js";

test("days are counted as the platform counts them", () => {
  for (let number = -719162; number < 2932896; number += 977) {
    const expected = new Date(number * 86400000).toISOString().slice(0, 10);
    assert.equal(date.fromDayNumber(number), expected);
    assert.equal(date.dayNumber(expected), number);
  }
  assert.equal(date.addMonths("2025-11-30", 3), "2026-02-28");
  assert.equal(date.addMonths("2026-01-15", 24), "2028-01-15");
  assert.equal(date.addMonths("9999-12-01", 1), undefined);
  assert.equal(date.parseGerman("2.3.2026"), "2026-03-02");
  assert.equal(date.parseGerman("31.02.2026"), undefined);
  assert.equal(date.ageInYears("2008-03-02", "2026-03-01"), 17);
  for (const wrong of ["", "2026-02-29", "2026-13-01", "2026-1-1", "0000-01-01", "20x6-01-01", "+026-01-01", "2026- 1-01"]) {
    assert.equal(date.isDate(wrong), false, wrong);
  }
});

test("midnights around the changes of the clock", () => {
  for (const [day, text] of [
    ["2026-03-29", "2026-03-29T00:00:00+01:00"], ["2026-03-30", "2026-03-30T00:00:00+02:00"],
    ["2026-10-25", "2026-10-25T00:00:00+02:00"], ["2026-10-26", "2026-10-26T00:00:00+01:00"],
  ]) {
    assert.equal(date.iso(date.fromLocal(day)), text);
    assert.deepEqual(hub.instant(text), date.fromLocal(day));
  }
});

test("accounts are checked in full", () => {
  for (const good of ["DE89 3704 0044 0532 0130 00", "at611904300234573201", "MT84MALT011000012345MTLCAST001S"]) iban.parse(good);
  const code = (text) => {
    try {
      iban.parse(text);
    } catch (error) {
      return error.code;
    }
    return "fine";
  };
  assert.equal(code(""), "characters");
  assert.equal(code("DE89-3704"), "characters");
  assert.equal(code("US89370400440532013000"), "country");
  assert.equal(code("DE8937040044053201300"), "length");
  assert.equal(code("DE88370400440532013000"), "check-digits");
  assert.equal(code("DEA9370400440532013000"), "check-digits");
  assert.equal(String(iban.parse("DE89370400440532013000")), "DE89 3704 0044 0532 0130 00");
  assert.equal(iban.parse("DE89370400440532013000").masked, "DE…3000");
});

test("characters of DIN 91379", () => {
  assert.equal(din91379.firstForeign("Zoë D\u2019Ambrosio-Şahin", "name"), undefined);
  assert.equal(din91379.firstForeign("K\u031b", "name"), undefined);
  assert.deepEqual(din91379.firstForeign("Bello \u{1f436}", "text"), { at: 6, character: "\u{1f436}" });
  assert.deepEqual(din91379.firstForeign("a+b", "name"), { at: 1, character: "+" });
});

test("old encodings", () => {
  const bytes = (name, text) => Buffer.from(encoding.encodeSimplified(name, text)).toString("latin1");
  assert.equal(bytes("windows-1252", "Dvořák 🐶 C\u0306 €"), "Dvor\xe1k ? C \x80");
  assert.equal(bytes("iso-8859-15", "ÄßŒŽ€"), "\xc4\xdf\xbc\xb4\xa4");
  assert.throws(() => encoding.encode("windows-1252", "Ł"), RangeError);
  assert.equal(encoding.has("iso-8859-15", "¤"), false);
});

test("a field cannot break out of its place", () => {
  const table = new csv.Table(";").row(["a;b", 'say "x"', "line\r\nbreak", " x", ""]);
  assert.equal(String(table), '"a;b";"say ""x""";line  break;" x";\r\n');
});

test("XML is read without entities and written so that it can be read", () => {
  const text = new xml.Writer().start("a", { x: "\"<&>'" }).leaf("b", "1 < 2 & \u0000").leaf("c", "").optional("d", null).finish();
  const root = xml.parse(text);
  assert.equal(root.attribute("x"), "\"<&>'");
  assert.equal(root.textAt("b"), "1 < 2 & \ufffd");
  assert.equal(root.children.length, 2);
  const code = (source) => {
    try {
      return xml.parse(source).path;
    } catch (error) {
      return error.code;
    }
  };
  assert.equal(code('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "document-type");
  assert.equal(code("<a>&x;</a>"), "entity");
  assert.equal(code("<a".repeat(5)), "not-well-formed");
  assert.equal(code("<a>".repeat(200)), "too-deep");
  assert.equal(code('<?xml version="1.0" encoding="latin1"?><a/>'), "encoding");
  for (const wrong of ["", "<a>", "<a></b>", "<a/><b/>", "x<a/>", "<a b='1' b='2'/>", "<p:a/>", "<a>]]></a>", "<a>&#0;</a>", "<a b=c/>"]) {
    assert.equal(code(wrong), "not-well-formed", wrong);
  }
  const named = xml.parse('<p:a xmlns:p="urn:x"><b/><b>x<![CDATA[<y>]]></b></p:a>');
  assert.deepEqual([named.namespace, named.all("b")[1].path, named.all("b")[1].text], ["urn:x", "/a[1]/b[2]", "x<y>"]);
});

test("names, URLs, keys and placeholders", () => {
  assert.equal(folder.safeName("../../etc/passwd"), "_._.._etc_passwd");
  assert.equal(folder.safeName(".."), "__");
  assert.equal(http.parseUrl("http://127.0.0.1:8080/a?b=c").authority, "127.0.0.1:8080");
  assert.equal(http.parseUrl("https://host?x").pathWithQuery, "/?x");
  for (const wrong of ["", "ftp://host", "https://", "https://u:p@host/", "https://host/a b", "https://host/#x"]) {
    assert.equal(http.parseUrl(wrong), undefined, wrong);
  }
  assert.equal(area.agsOfArs("146285229270"), "14628270");
  new hub.Host().install();
  const values = pattern.ofDelivery(hub.delivery("application/xml", "<a/>"));
  assert.match(pattern.expand("{procedure}/{delivery-id}.{ext}", values), /^test\/01890000.*\.1\.xml$/);
  assert.deepEqual(pattern.unknown("{delivery-id} {typo}"), ["typo"]);
  assert.equal(pattern.expand("{typo}", values), undefined);
});
