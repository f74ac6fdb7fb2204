"""A picture of the core model, drawn from the ontology: records between actors on one side and what they concern.

Every direct subclass of Assertion is a row. To its left lead the properties below `agent`, to its right those of its
own whose range is an organisation, a body, work, a document or an event, or is left open. So a record kind that is
added to the ontology appears in the picture by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Terms = Mapping[str, Any]

_FAMILIES = (
    ("work", ("WorkItem", "ItemSet")),
    ("body", ("Organisation", "TechnicalBody")),
    ("document", ("Document",)),
    ("event", ("Event",)),
    ("actor", ("Actor", "Person")),
    ("anything", ("",)),
)
_ROWS = ("body", "work", "document", "event", "anything", "actor")
_LEFT, _RECORD, _RIGHT, _WIDTH = 196, (346, 214), (712, 240), 964
_LINE, _GAP, _TOP = 30, 12, 56
_STYLE = """
.model text { font: 13px system-ui, sans-serif; fill: #1d2733; } .model .small { font-size: 11px; fill: #5a6672; }
.model .head { font-size: 12px; fill: #5a6672; } .model .label { font-size: 11.5px; fill: #33414e; }
.model rect { stroke: #8796a5; fill: #fff; } .model .record { fill: #fdf3d8; stroke: #c9a53c; }
.model .actor { fill: #e3eefb; stroke: #6f9bd1; } .model .body { fill: #e3eefb; stroke: #6f9bd1; }
.model .work { fill: #e4f3e4; stroke: #74ad74; } .model .document { fill: #f0e8f6; stroke: #a68bc0; }
.model .event { fill: #f9e6e2; stroke: #cf8f80; } .model .anything { fill: #f2f4f6; stroke: #9aa6b2; }
.model path { stroke: #5a6672; fill: none; } .model .halo { fill: #fff; stroke: none; }
"""


def draw(terms: Terms, link: str = "/ontology/") -> str:
    """Draw the picture as SVG; `link` is put before the name of a term to make its address."""
    records = sorted(
        (_record(name, terms) for name in terms["Assertion"]["sub"]), key=lambda r: (r["order"], r["name"])
    )
    parts: list[str] = []
    y = _TOP
    for record in records:
        height = max(len(record["who"]), len(record["what"]), 2 if record["below"] else 1) * _LINE + 4
        parts += _row(record, terms, y, height, link)
        y += height + _GAP
    bottom = y
    parts += _actors(terms, _TOP, bottom - _GAP, link)
    parts += _evidence(terms, bottom + 18, link)
    middle = _RECORD[0] + _RECORD[1] / 2, _RIGHT[0] + _RIGHT[1] / 2
    heads = ((_LEFT / 2, "Actors"), (middle[0], "Records, dated and sourced"), (middle[1], "What they concern"))
    parts += [f'<text class="head" x="{x}" y="34" text-anchor="middle">{text}</text>' for x, text in heads]
    height = bottom + 92
    return (
        f'<svg class="model" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-label="Records between actors and what they concern"><style>{_STYLE}</style>'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" style="fill: #5a6672; stroke: none"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )


def _record(name: str, terms: Terms) -> dict[str, Any]:
    who, what = [], []
    for prop, term in terms.items():
        own, shared = name in term["domain"], name in term["domain_includes"]
        if term["kind"] != "object property" or not (own or shared):
            continue
        targets = term["range"] or term["range_includes"]
        if "agent" in _above(prop, terms):
            who.append(prop)
        elif prop != "agent" and name not in targets and (family := _family(targets)) and (own or family != "actor"):
            what.append((prop, family, targets))
    # A property below another one of the same record tells the same in a narrower case.
    who = [prop for prop in who if not _above(prop, terms) & set(who)]
    what.sort(key=lambda found: (_ROWS.index(found[1]), found[0]))
    below = [terms[sub]["label"] for sub in terms[name]["sub"]]
    order = _ROWS.index(what[0][1]) if what else len(_ROWS)
    return {"name": name, "who": sorted(who), "what": what, "below": below, "order": order}


def _above(name: str, terms: Terms) -> set[str]:
    found: set[str] = set()
    todo = list(terms[name]["super"])
    while todo:
        upper = todo.pop()
        if upper in terms and upper not in found:
            found.add(upper)
            todo += terms[upper]["super"]
    return found


def _family(targets: list[str]) -> str:
    """Give the family of a range, or an empty string where it is none of those that are drawn."""
    wanted = set(targets) or {""}
    return next((family for family, members in _FAMILIES if wanted & set(members)), "")


def _row(record: Mapping[str, Any], terms: Terms, y: int, height: int, link: str) -> Iterator[str]:
    x, width = _RECORD
    middle = y + height / 2
    below = ", ".join(record["below"])
    yield from _box(x, y, width, height, "record", terms[record["name"]]["label"], link + record["name"], below)
    for i, prop in enumerate(record["who"]):
        level = middle + (i - (len(record["who"]) - 1) / 2) * _LINE
        yield from _arrow(x, level, _LEFT, level, prop, terms, link)
    for i, (prop, family, targets) in enumerate(record["what"]):
        level = middle + (i - (len(record["what"]) - 1) / 2) * _LINE
        yield from _arrow(x + width, level, _RIGHT[0], level, prop, terms, link)
        # The kinds that give the family its name come first.
        kinds = [kind for _, members in _FAMILIES for kind in members]
        targets = sorted(targets, key=lambda t: kinds.index(t) if t in kinds else len(kinds))
        text = " or ".join(_label(t, terms) for t in targets) or "anything"
        while len(text) > 36:
            text = text.removesuffix(" …").rpartition(" or ")[0] + " …"
        target = link + targets[0] if targets and targets[0] in terms else ""
        yield from _box(_RIGHT[0], level - 12, _RIGHT[1], 24, family, text, target, "")


def _label(name: str, terms: Terms) -> str:
    return str(terms[name]["label"]) if name in terms else name


def _actors(terms: Terms, top: int, bottom: int, link: str) -> Iterator[str]:
    yield f'<rect class="actor" x="10" y="{top}" width="{_LEFT - 10}" height="{bottom - top}" rx="6"/>'
    lines = [("Actor", 0)]
    for sub in terms["Actor"]["sub"]:
        lines.append((sub, 1))
        lines += [(kind, 2) for kind in terms[sub]["sub"]]
    for i, (name, depth) in enumerate(lines):
        style = "small" if depth == 2 else ""
        yield _text(22 + depth * 12, top + 24 + i * 20, _label(name, terms), link + name, style, "start")


def _evidence(terms: Terms, y: int, link: str) -> Iterator[str]:
    """Draw what every record has: its citations."""
    boxes = (
        (10, _LEFT - 10, "Assertion", "record"),
        (*_RECORD, "Citation", "record"),
        (*_RIGHT, "Document", "document"),
    )
    for x, width, name, style in boxes:
        text = "every record" if name == "Assertion" else _label(name, terms)
        yield from _box(x, y, width, 34, style, text, link + name, "")
    yield from _arrow(_LEFT, y + 17, _RECORD[0], y + 17, "support", terms, link)
    yield from _arrow(sum(_RECORD), y + 17, _RIGHT[0], y + 17, "document", terms, link)


def _box(
    x: float, y: float, width: float, height: float, style: str, text: str, href: str, below: str
) -> Iterator[str]:
    yield f'<rect class="{style}" x="{x}" y="{y:g}" width="{width}" height="{height:g}" rx="5"/>'
    middle = y + height / 2 + 4
    yield _text(x + width / 2, middle - (8 if below else 0), text, href, "", "middle")
    if below:
        shown = below if len(below) < 38 else below[:38].rpartition(",")[0] + " …"
        yield _text(x + width / 2, middle + 9, shown, "", "small", "middle")


def _arrow(x: float, y: float, to_x: float, to_y: float, prop: str, terms: Terms, link: str) -> Iterator[str]:
    text = _label(prop, terms)
    middle, half = (x + to_x) / 2, len(text) * 3.1 + 4
    yield f'<path d="M{x:g} {y:g} L{to_x:g} {to_y:g}" marker-end="url(#tip)"/>'
    yield f'<rect class="halo" x="{middle - half:g}" y="{y - 8:g}" width="{2 * half:g}" height="16"/>'
    yield _text(middle, y + 4, text, link + prop, "label", "middle")


def _text(x: float, y: float, text: str, href: str, style: str, anchor: str) -> str:
    class_ = f' class="{style}"' if style else ""
    shown = f'<text{class_} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'
    return f'<a href="{escape(href)}">{shown}</a>' if href else shown
