"""An answer as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from aigov_kg.answers import Result
from aigov_kg.evidence import BOUNDS, bound, unusual
from aigov_kg.present import cell, disputed, grounds
from aigov_kg.questions import Question


def result_json(result: Result) -> str:
    """Write an answer as JSON."""
    body = {**result.as_json(), "columns": result.columns, "rows": result.rows}
    return json.dumps(body, ensure_ascii=False, indent=2)


def result_csv(result: Result, question: Question, cited: Mapping[str, Any]) -> str:
    """Write an answer as CSV.

    A column of entities or concepts holds ids, and the column after it, `NAME_label`, how they are called. Nine columns
    follow those of the question: `why_possible`, `not_before` and `not_after` where no start or end is stated, `citations` and `contradicted_by` (as in the tables), `record_modality` where a source
    does not simply state, `record_status` where a record is not simply accepted, `disputed` (the words of the conflicts about the row's records) and `disputed_citations`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    labelled = {c.name for c in question.columns if c.type in {"entity", "concept"}}
    header = [name for c in result.columns for name in ([c, f"{c}_label"] if c in labelled else [c])]
    added = ["why_possible", *BOUNDS, "citations", "contradicted_by", "record_modality", "record_status"]
    writer.writerow([*header, *added, "disputed", "disputed_citations"])
    texts = {note["id"]: note["text"] for note in result.conflicts}
    for row in result.rows:
        cells: list[str] = []
        for name in result.columns:
            value = row[name]
            cells.append(value["id"] if isinstance(value, dict) else cell(value))
            if name in labelled:
                cells.append(cell(value))
        cells.append(row["why_possible"] or "")
        cells += [bound(row["evidence"], name) for name in BOUNDS]
        rests_on = grounds(row)
        notes = disputed(row, result.conflicts)
        for against in (False, True):
            found = (c["cite"] for record in rests_on for c in record["citations"] if c["contradicts"] == against)
            cells.append("|".join(dict.fromkeys(found)))
        cells += ["|".join(unusual(rests_on, name)) for name in ("modality", "status")]
        cells.append(" | ".join(texts[note] for note in notes if note in texts))
        found = (c["cite"] for note in notes for c in cited.get(note, {}).get("citations", ()))
        cells.append("|".join(dict.fromkeys(found)))
        writer.writerow(cells)
    return out.getvalue().rstrip("\n")
