"""The check: everything that can be said about the tables, in one run.

Form and references come from the tables, meaning from the shapes, contradictions from the reasoner; then likely
duplicates, expectations, the canonical form, redirects and coverage, and last the waivers. A fault in one row keeps the
others from nothing: what can be loaded is validated, and what follows from a fault that was told is not told again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from aigov_kg import namespaces as ns
from aigov_kg.canonical import differences
from aigov_kg.columns import Description
from aigov_kg.consequences import Faults, gathered, without_following
from aigov_kg.contradictions import find_contradictions
from aigov_kg.copies import copied_rows
from aigov_kg.coverage import uncovered
from aigov_kg.errors import UsageError
from aigov_kg.expectations import not_yet, read_expectations, unmet
from aigov_kg.findings import Finding, Severity, stops
from aigov_kg.gaps import filled_gaps
from aigov_kg.identity import doubled_ties, likely_duplicates
from aigov_kg.incremental import Memory, Statements, basis, run_affected, run_changed
from aigov_kg.ledgers import missing_ledgers
from aigov_kg.load import Loaded, load
from aigov_kg.losses import losses
from aigov_kg.other_side import at_changed_rows
from aigov_kg.outliers import at_odd_ones
from aigov_kg.rationale import WHY
from aigov_kg.redirects import read_redirects
from aigov_kg.release import entail, rule_set
from aigov_kg.resources import Home, snapshots_folder
from aigov_kg.restated import restated
from aigov_kg.revision import Changed, changes_of, changes_since
from aigov_kg.sections import odd_sections
from aigov_kg.setrules import Places
from aigov_kg.slips import slips
from aigov_kg.tables import Reading, read_tables
from aigov_kg.twins import at_new_rows
from aigov_kg.validate import read_checks
from aigov_kg.waivers import apply_waivers

MEMORY = "checked.json"
LAST = "HEAD"
"""What the tables are compared with where nothing else is named; it need not be there."""
_FEW = 5


@dataclass(slots=True)
class Report:
    """What a check found.

    Attributes:
        findings: in order of place, without those that are waived.
        waived: findings that a waiver covers.
        rows: number of rows that were read.
        reading: the rows themselves.
        left_out: sentences on what could not be checked, and why.
        since: the revision with which the tables were compared; blank where there is none.
        changed: file and id of the rows that are new or other than there.
    """

    findings: list[Finding]
    waived: list[Finding]
    rows: int
    reading: Reading
    left_out: list[str] = field(default_factory=list)
    since: str = ""
    changed: frozenset[tuple[str, str]] = frozenset()


def check(
    home: Home,
    today: date,
    given: Mapping[str, tuple[str, bytes]] | None = None,
    progress: Callable[[str], None] = lambda _: None,
    remember: bool = True,
    keep: bool = True,
    over: bool = False,
    earlier: str | None = None,
    documents: Path | None = None,
    tables: Description | None = None,
) -> Report:
    """Check all tables.

    Args:
        home: where the tables, their description, the ontology and the shapes lie.
        today: the day against which waivers expire, and after which nothing can have been said.
        given: tables that stand in for those of `data/seed/`: table to the name shown and the bytes.
        progress: is told what is being done.
        remember: use what earlier runs found, and look only at what has changed.
        keep: keep what was found for the next run.
        over: the given rows come over those of the seed (see `read_tables`).
        earlier: a revision of git; what the tables have lost against it, and what they state otherwise on the same
            evidence, is told. Without git, given tables are compared with those that they stand in for.
        documents: folder of the documents; quotations are looked for in those that it holds.
        tables: the description, where it was read already, or another ledger of sections stands in.

    Raises:
        UsageError: there are no tables, or their description cannot be read.
        OntologyError: ontology or shapes cannot be read.
    """
    progress("reading the tables")
    given = dict(given or {})
    since, changes = _changes(home, given, earlier, over)
    was = {row: table for table, change in changes.items() for row in change.old.rows}
    reading = read_tables(home, given=given, tables=tables, over=over, was=was)
    report = Report([], [], len(reading.rows), reading)
    report.since = earlier if earlier and since == earlier else ""
    report.changed = frozenset(
        (c.file, i) for c in changes.values() for i, row in c.new.rows.items() if c.old.rows.get(i) != row
    )
    found = list(reading.findings)
    progress("comparing the form")
    found += _form(reading, given)
    found += odd_sections(reading)
    found += unmet(reading, read_expectations(home))
    found += not_yet(reading, today)
    found += missing_ledgers(home)
    faults = Faults(reading)
    found += (f for f in slips(reading) if not faults.misread(f))
    redirects, odd_redirects = read_redirects(reading)
    # Rows that come over those of the seed leave the others in place.
    found += losses(reading, since, changes, redirects) if not over else ()
    found += _quotes(reading, documents) if documents else ()
    uncited = any(f.column == "cite" and f.severity is Severity.VIOLATION for f in reading.findings)
    if unreadable := "a row" if reading.broken else "a citation" if uncited else "":
        said = f"coverage was not compared, since {unreadable} cannot be read; it is once that is mended"
        report.left_out.append(said)
    else:
        found += uncovered(reading, earlier)
    if reading.unread:
        names = ", ".join(f"{table}.csv" for table in sorted(reading.unread))
        report.left_out.append(f"rules that compare records were not run, since {names} cannot be read")
    else:
        found += odd_redirects
        progress("validating")
        path = snapshots_folder(home) / MEMORY if remember else None
        found += (f for f in _meaning(reading, home, path, keep) if not faults.explain(f))
        found = gathered(without_following(found), reading)
        beside = [*likely_duplicates(reading), *doubled_ties(reading, report.changed), *filled_gaps(reading)]
        found += (f for f in beside if not faults.explain(f))
        # A copy that a shape has told is not told again.
        once = {(f.file, f.row) for f in found if f.rule.endswith("-once")}
        found += (f for f in copied_rows(reading) if (f.file, f.row) not in once)
    found = without_following(at_new_rows(at_odd_ones(found, reading), reading, changes))
    found = list(at_changed_rows(found, reading, changes, since))
    found = list(restated(reading, since, changes, redirects, found))
    # Where headings moved alone, or two versions are not joined yet, the canonical form would make it worse.
    headless = {f.file for f in found if f.rule in {"heading-moved", "merge-mark"}}
    found = [f for f in found if f.rule != "formatting" or f.file not in headless]
    seen_all = not reading.unread and not stops(reading.findings)
    # What is told of each row that lacks a cell need not be told of the column too.
    rows_told = Counter((f.file, f.column) for f in found if f.row is not None)
    found = [f for f in found if f.rule != "fill-rate" or not 0 < rows_told[f.file, f.column] <= _FEW]
    waived = apply_waivers(home, found, today, None if reading.unread else reading.rows, seen_all)
    report.findings = sorted({*waived.findings, *waived.faults}, key=Finding.sort_key)
    report.waived = waived.waived
    return report


def _changes(
    home: Home, given: Mapping[str, tuple[str, bytes]], earlier: str | None, over: bool
) -> tuple[str, dict[str, Changed]]:
    """Give what the tables are compared with, and those that have changed: a revision, or else what they stand in for.

    Raises:
        UsageError: a revision was named, and there is none of that name.
    """
    if earlier and not over:
        try:
            return earlier, changes_since(home, earlier, given)
        except UsageError:
            if earlier != LAST:
                raise
    return home.name(home.seed), changes_of(home, given)


def _quotes(reading: Reading, folder: Path) -> Iterator[Finding]:
    from aigov_kg.passages import compare_quotes

    rule = "quote-not-found"
    for file, row, quote in compare_quotes(reading, folder).missing:
        what = f"the documents that are cited do not have these words: {quote[:80]}"
        fix = "copy them from the source, with ... for what is left out; or cite the document that has them"
        yield Finding(file, row, "quote", what, fix, rule, WHY[rule], Severity.WARNING)


def warm(home: Home, today: date) -> None:
    """Check the tables as they are, if no run has kept what it found under these shapes and this ontology."""
    if not Memory(snapshots_folder(home) / MEMORY, basis(home)).before:
        check(home, today)


def _form(reading: Reading, given: Mapping[str, tuple[str, bytes]]) -> Iterator[Finding]:
    home = reading.tables.home
    for table in reading.tables.tables:
        path = home.seed / f"{table}.csv"
        name, data = given.get(table, (home.name(path), None))
        if data is None and path.is_file() and table not in reading.unread:
            data = path.read_bytes()
        if data is not None:
            yield from differences(reading.tables, table, name, data)


def _meaning(reading: Reading, home: Home, path: Path | None, keep: bool) -> list[Finding]:
    """Validate what was read, and look for contradictions where nothing else stops a build."""
    loaded = load(reading, lives=False)
    (rules, shapes), places = read_checks(home), Places(loaded, home)
    memory, statements = Memory(path, basis(home)), Statements(loaded)
    found = [
        *run_affected(rules, loaded, places, statements, memory),
        *run_changed(shapes, loaded, places, statements, memory),
    ]
    if not stops([*reading.findings, *found]):
        found += _contradictions(loaded, reading, statements, memory)
    if keep:
        memory.keep()
    return found


def _contradictions(loaded: Loaded, reading: Reading, statements: Statements, memory: Memory) -> list[Finding]:
    """Reason, and look for contradictions, unless nothing that a rule starts from has changed since there were none."""
    rules = rule_set(loaded, reading.tables)
    starts = {atom.term for rule in rules.rules for atom in rule.body if atom.object is not None}
    key = statements.key({*starts, *rules.acyclic, ns.TYPE})
    if memory.solved.get("contradictions", {}).get("key") == key:
        return []
    loaded.graphs[ns.INFERRED] = inferred = entail(loaded, rules, "rules")
    found = find_contradictions(loaded, inferred, rules)
    memory.solved["contradictions"] = {"key": "" if found else key, "solutions": []}
    return found


def chosen(home: Home, files: Iterable[str]) -> tuple[dict[str, tuple[str, bytes]], set[str]]:
    """Sort out the files of a call: tables that stand in for those of the seed, and the names to report on.

    A file of the seed is checked in its place; a file elsewhere stands in for the table of its name. A folder stands
    for the tables in it.

    Raises:
        UsageError: a file is not there.
    """
    given: dict[str, tuple[str, bytes]] = {}
    wanted: set[str] = set()
    for text in files:
        path = Path(text)
        if not path.exists():
            raise UsageError(f"{text} is not there; name a table such as {home.name(home.seed)}/listings.csv")
        for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
            name = home.name(file)
            wanted.add(name)
            if file.resolve().parent not in (home.seed.resolve(), home.data.resolve()):
                try:
                    given[file.stem] = (name, file.read_bytes())
                except OSError as error:
                    raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    return given, wanted


def narrowed(report: Report, wanted: set[str]) -> Report:
    """Keep the findings of some files, and say how many stand elsewhere."""
    kept = [f for f in report.findings if f.file in wanted]
    elsewhere = [f for f in report.findings if f.file not in wanted and f.severity is not Severity.INFO]
    left_out = list(report.left_out)
    if elsewhere:
        files = ", ".join(sorted({f.file for f in elsewhere})[:5])
        left_out.append(f"{len(elsewhere)} findings stand in other files ({files}); aigov-kg check shows them")
    return replace(report, findings=kept, left_out=left_out)
