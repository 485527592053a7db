"""The documents of the corpora, and what is expected of them where a corpus says so."""
import re
import xml.etree.ElementTree as ET

VEFA = "{http://difi.no/xsd/vefa/validator/1.0}"
SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"
SVRL = "http://purl.oclc.org/dsdl/svrl"


def with_root(paths, name):
    return [path for path in sorted(paths) if name in path.read_bytes()[:4000]]


def units(directory, out):
    """Unit sets hold several documents: each with the rules that it must pass and those that it must fail."""
    found = []
    for path in sorted(directory.rglob("*.xml")):
        root = ET.parse(path).getroot()
        for number, test in enumerate(root.iter(VEFA + "test"), 1):
            expected = test.find(VEFA + "assert")
            good = [e.text.strip() for e in expected.iter(VEFA + "success")] if expected is not None else []
            bad = [e.text.strip() for e in expected.iter(VEFA + "error")] if expected is not None else []
            for child in test:
                if not child.tag.startswith(VEFA):
                    target = out / f"{path.stem}-{number}.xml"
                    ET.ElementTree(child).write(target, encoding="utf-8", xml_declaration=True)
                    found.append((target, good, bad))
    return found


def mutants(sources, out, per_document):
    """Documents with an element removed, emptied or doubled: the same for each run."""
    made = []
    for source in sources:
        text = source.read_bytes()
        try:
            size = sum(1 for _ in ET.fromstring(text).iter())
        except ET.ParseError:
            continue
        for number in range(per_document):
            root = ET.fromstring(text)
            pick = (number * 7919 + 13) % max(size - 1, 1) + 1
            for index, (parent, child) in enumerate([(p, c) for p in root.iter() for c in p], 1):
                if index == pick:
                    if number % 3 == 0:
                        parent.remove(child)
                    elif number % 3 == 1:
                        child.text = "x"
                    else:
                        parent.append(child)
                    break
            target = out / f"{source.stem}~{number}.xml"
            ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
            made.append(target)
    return made


def stylesheet_of(schema):
    """A schema with abstract rules only (as XOEV standards ship it) as a stylesheet for the
    reference, written independently of the engine."""
    root = ET.parse(schema).getroot()
    out = ET.Element(f"{{{XSL}}}stylesheet", version="2.0")
    spaces = {ns.get("prefix"): ns.get("uri") for ns in root.iter(SCH + "ns")}
    main = ET.SubElement(out, f"{{{XSL}}}template", match="/")
    ids = ET.SubElement(main, f"{{{SVRL}}}output")
    rules = {r.get("id"): r for r in root.iter(SCH + "rule") if r.get("abstract") == "true"}
    for number, pattern in enumerate(root.iter(SCH + "pattern")):
        mode = f"m{number}"
        ET.SubElement(ids, f"{{{XSL}}}apply-templates", select="/", mode=mode)
        concrete = [r for r in pattern.iter(SCH + "rule") if r.get("abstract") != "true"]
        for order, rule in enumerate(concrete):
            template = ET.SubElement(
                out, f"{{{XSL}}}template", match=rule.get("context"), mode=mode, priority=str(10000 - order)
            )
            checks = []
            for child in rule:
                if child.tag == SCH + "extends":
                    checks += [c for c in rules[child.get("rule")] if c.tag in (SCH + "assert", SCH + "report")]
                elif child.tag in (SCH + "assert", SCH + "report"):
                    checks.append(child)
            for check in checks:
                test = check.get("test")
                test = f"not({test})" if check.tag == SCH + "assert" else test
                hit = ET.SubElement(template, f"{{{XSL}}}if", test=test)
                ET.SubElement(hit, f"{{{SVRL}}}hit", id=check.get("id"))
            ET.SubElement(template, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)
        ET.SubElement(out, f"{{{XSL}}}template", match="text()|@*", mode=mode, priority="-1")
    text = ET.tostring(out, encoding="unicode")
    declared = "".join(f' xmlns:{p}="{u}"' for p, u in spaces.items() if p != "xml")
    return text.replace(" version=", declared + ' xmlns:xs="http://www.w3.org/2001/XMLSchema" version=', 1)


def hits(svrl):
    """The rule ids in a report, sorted, each as often as it occurs."""
    if svrl.startswith("error:"):
        return svrl[:6]
    root = ET.fromstring(svrl)
    tags = {f"{{{SVRL}}}failed-assert", f"{{{SVRL}}}successful-report", f"{{{SVRL}}}hit"}
    return sorted(e.get("id") or "" for e in root.iter() if e.tag in tags)


def tree(text):
    """The document as a canonical text: prefixes and white space at the edges of text do not count."""
    try:
        return ET.canonicalize(text, strip_text=True, rewrite_prefixes=True)
    except ET.ParseError:
        return " ".join(text.split())


def without_address(text):
    """As `tree`. The reference reads files and a report says which; a message in the hub has no address."""
    return re.sub(r' documents?="(file:[^"]*)?"', "", tree(text))


def html(text):
    return " ".join(text.replace(">", "> ").replace("<", " <").split())


def grown(source, out, size):
    """The document with its invoice lines repeated until it has this size."""
    root = ET.parse(source).getroot()
    target = out / f"{source.stem}-{size}.xml"
    lines = [child for child in root if child.tag.endswith(("}InvoiceLine", "}CreditNoteLine"))]
    text = ET.tostring(root, encoding="unicode")
    per_line = max(sum(len(ET.tostring(line)) for line in lines), 1)
    for _ in range(max((size - len(text)) // per_line, 0)):
        root.extend(lines)
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)
    return target
