"""Why each rule on the form of the tables exists; the shapes carry their own reasons (`sh:description`)."""

from __future__ import annotations

from typing import Final

_ENCODING = "Chinese and accented names survive only in UTF-8; other encodings lose letters when a program guesses."
_REFERENCE = "A reference without a row would silently drop out of every question."
_SPREADSHEET = "Spreadsheets rewrite what they are given; what is meant must stand in the cell as plain text."

WHY: Final[dict[str, str]] = {
    "unknown-table": "A file that no table describes is never loaded, so its facts would be missing without a word.",
    "io": "A table that cannot be read would be missing without a word.",
    "encoding": _ENCODING,
    "wrong-encoding": _ENCODING,
    "lost-letter": _ENCODING,
    "separator": "Only the comma is read, so that a file means the same on every computer.",
    "too-large": "A cell or file of this size comes from a slip of copying, and would make every other check slow.",
    "quoting": "From an open quotation mark on, every comma would be read as text.",
    "line-break": "One line is one row, so that a report and a comparison of versions can name it.",
    "not-csv": "What cannot be read as a table cannot be checked.",
    "empty-table": "An empty table is a lost table more often than a wish.",
    "blank-row": "A row without cells says nothing.",
    "unknown-column": "A column that nothing describes would be dropped without a word.",
    "missing-column": "The column holds what every row of the table needs.",
    "cell-count": "With a cell too many or too few, values stand under the wrong heading.",
    "required": "Without this cell the row says nothing that a question could use.",
    "unique-id": "Everything is found by its id, so two rows with one id would become one.",
    "slug-form": "Ids become web addresses, which must never need escaping.",
    "ref-form": "Ids become web addresses, which must never need escaping.",
    "text-form": "A limit on the length keeps quotations short, as the licences of the sources ask.",
    "int-form": "Counts are compared and added.",
    "number-form": "Numbers are compared and added.",
    "date-form": "Dates are compared; a date that is no more exact than its source keeps answers honest.",
    "date-range": "A year so far off is a slip of the keyboard more often than a fact.",
    "yes-form": "The cell marks a yes; blank means that the source does not say so.",
    "url-form": "A reader must be able to follow the address.",
    "class-form": "The class decides which questions find the row.",
    "concept-form": "Only words of a vocabulary can be compared across sources.",
    "digest-form": "The text of a document is found by its SHA-256.",
    "cite-form": "A reader must be able to open the source at the place that says so.",
    "cite-place": "A page, table, figure or note that the source does not have leads a reader nowhere.",
    "reference": _REFERENCE,
    "repeated-value": "A value that stands twice counts twice for whoever reads the cell.",
    "formula": _SPREADSHEET,
    "unseen-character": "What nobody sees keeps equal names apart and can turn the direction of a line.",
    "look-alike": "A letter of another script keeps a name from being found.",
    "special-space": "A space that looks like another keeps equal names apart.",
    "markup": "The graph is read by people and programs that show the marks as they stand.",
    "language": "A name in the wrong column is given the wrong language tag.",
    "field-name": "A gap or a conflict is found by the column that it is about.",
    "not-composed": "The same name in two Unicode forms is two names to a computer.",
    "formatting": "In one form, a comparison of versions shows only what was changed.",
    "same-record": "A fact that stands twice is counted twice.",
    "likely-duplicate": "Facts about one thing that stand under two ids are found only by half.",
    "row-count": "A table that shrinks or grows out of proportion has met an accident more often than a decision.",
    "fill-rate": "A column that loses its values has met an accident more often than a decision.",
    "waiver-form": "A waiver must say what it lets pass, why, and until when.",
    "waiver-expired": "A waiver holds for a time, so that somebody looks again.",
    "waiver-unused": "A waiver that nothing needs would let the next mistake pass.",
    "redirect": "An id that was published goes on answering for ever.",
    "coverage": "A part of a source without records was either forgotten or left out for a reason; the reason is recorded.",
}
