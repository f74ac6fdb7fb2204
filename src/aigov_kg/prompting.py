"""Prompts for a new row: one question a cell, with help, the allowed values and completion of known ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from aigov_kg.columns import Column
from aigov_kg.drafting import Answer, Draft

Ask = Callable[[str, Sequence[str]], str]
Say = Callable[[str], None]
_LISTED = 30
_TRIES = 20


class Cancelled(Exception):
    """The person at the prompt went away; nothing was written."""


def fill(draft: Draft, ask: Ask, say: Say, show_passage: Callable[[str], None] | None = None) -> None:
    """Ask for the cells that are still blank, required ones until they fit, and for the id last.

    Args:
        draft: the row; cells that are filled already are not asked for.
        ask: puts a question and gives the answer; its second argument are the known values, for completion.
        say: shows a line.
        show_passage: shows where a citation leads.

    Raises:
        Cancelled: the input ended, or the same cell did not fit twenty times.
    """
    say(draft.tables.tables[draft.table].help)
    say("Enter leaves an optional cell blank, ? explains, Ctrl-D ends without writing.\n")
    own = draft.tables.tables[draft.table].columns
    optional_last = sorted(
        (c for c in draft.columns.values() if c.name != "id" and not draft.cells[c.name]),
        key=lambda c: (not c.required, c not in own),
    )
    for column in optional_last:
        draft.cells[column.name] = _cell(draft, column, "", ask, say)
        if column.type == "cite" and show_passage:
            for part in draft.cells[column.name].split("|"):
                show_passage(part)
    if not draft.cells["id"]:
        say("The id is permanent once published; Enter takes the one that is proposed.")
        draft.cells["id"] = _cell(draft, draft.columns["id"], draft.propose_id(), ask, say)


def mend(draft: Draft, names: Iterable[str], ask: Ask, say: Say) -> None:
    """Ask again for cells that did not stand up to the check; Enter keeps what they hold.

    Raises:
        Cancelled: as in `fill`.
    """
    for name in names:
        draft.cells[name] = _cell(draft, draft.columns[name], draft.cells[name], ask, say)


def _cell(draft: Draft, column: Column, proposal: str, ask: Ask, say: Say) -> str:
    known = draft.known(column)
    marks = ["required"] if column.required else []
    marks += ["several with |"] if column.many else []
    prompt = f"{column.name}{f' ({chr(44).join(marks)})' if marks else ''}{f' [{proposal}]' if proposal else ''}: "
    for _ in range(_TRIES):
        try:
            text = ask(prompt, known).strip() or proposal
        except (EOFError, KeyboardInterrupt) as error:
            raise Cancelled from error
        if text == "?":
            _explain(draft, column, known, say)
            continue
        answer = draft.look_at(column, text)
        if not answer.fault:
            return text
        say(f"  {answer.fault}; {answer.fix}")
        mended = _mended(column, text, answer)
        if mended and not draft.look_at(column, mended).fault:
            proposal = mended
            prompt = f"{column.name} [{proposal}]: "
    raise Cancelled


def _mended(column: Column, text: str, answer: Answer) -> str:
    """Put what was probably meant in the place of the value that did not fit."""
    if answer.nearest is None or not column.many or "|" not in text:
        return answer.nearest or ""
    wrong = answer.fault.partition("'")[2].partition("'")[0]
    return "|".join(answer.nearest if part.strip() == wrong else part for part in text.split("|"))


def _explain(draft: Draft, column: Column, known: Sequence[str], say: Say) -> None:
    example = f" Example: {column.example}" if column.example else ""
    say(f"  {column.help}{example}")
    if column.type == "concept":
        for slug in known:
            concept = draft.tables.vocabularies.find(column.allowed_schemes, slug)
            say(f"    {slug}" + (f"  {concept.label}" if concept and concept.label != slug else ""))
    elif known and len(known) <= _LISTED:
        say(f"  one of {', '.join(known)}")
    elif known:
        say(f"  {len(known)} values are known; Tab completes them")
    if column.name == "id":
        say(f"  {draft.tables.tables[draft.table].key.get('help', '')}")
