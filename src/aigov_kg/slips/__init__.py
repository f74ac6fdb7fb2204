"""Rows that are sound in form and meaning, and that their own words, ids, sources or neighbours say otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.acronyms import odd_acronyms
from aigov_kg.slips.amounts import against_amounts
from aigov_kg.slips.chinese_names import chinese_aliases, name_orders
from aigov_kg.slips.class_words import classes_of_names, kinds_of_names
from aigov_kg.slips.countries import other_countries
from aigov_kg.slips.counts import odd_counts
from aigov_kg.slips.cut_quotes import cut_quotes
from aigov_kg.slips.denials import denied_words
from aigov_kg.slips.designations import odd_designations
from aigov_kg.slips.directions import turned_round
from aigov_kg.slips.editions import editions
from aigov_kg.slips.employers import two_employers
from aigov_kg.slips.event_years import years_of_events
from aigov_kg.slips.footnotes import odd_notes
from aigov_kg.slips.homes import homes
from aigov_kg.slips.id_words import other_things
from aigov_kg.slips.instruments import other_instruments, other_lists
from aigov_kg.slips.kind_words import kinds_of_words
from aigov_kg.slips.numbered_parts import odd_parts
from aigov_kg.slips.numbering import odd_numbers
from aigov_kg.slips.places import other_places
from aigov_kg.slips.quotations import against_quotations
from aigov_kg.slips.quote_copies import differing_quotes
from aigov_kg.slips.quote_pages import other_pages
from aigov_kg.slips.quoted_agents import other_agents
from aigov_kg.slips.quoted_parties import unnamed_parties
from aigov_kg.slips.quoted_roles import odd_roles
from aigov_kg.slips.quoted_seats import odd_seats
from aigov_kg.slips.row_ids import ids_against_cells
from aigov_kg.slips.stances import against_stances
from aigov_kg.slips.units import odd_units
from aigov_kg.slips.url_dates import days_of_urls
from aigov_kg.slips.verifiable import hard_to_verify
from aigov_kg.slips.wholes import other_wholes
from aigov_kg.slips.worded_dates import against_words
from aigov_kg.slips.year_orders import turned_relations
from aigov_kg.tables import Reading

_RULES = (
    against_quotations,
    against_amounts,
    differing_quotes,
    turned_round,
    name_orders,
    chinese_aliases,
    ids_against_cells,
    years_of_events,
    odd_notes,
    other_instruments,
    other_lists,
    editions,
    against_stances,
    other_countries,
    hard_to_verify,
    unnamed_parties,
    odd_seats,
    odd_designations,
    classes_of_names,
    kinds_of_names,
    homes,
    odd_counts,
    odd_numbers,
    odd_parts,
    days_of_urls,
    against_words,
    turned_relations,
    other_things,
    other_agents,
    denied_words,
    odd_acronyms,
    other_places,
    two_employers,
    other_pages,
    kinds_of_words,
    odd_units,
    other_wholes,
    odd_roles,
    cut_quotes,
)


def slips(reading: Reading) -> Iterator[Finding]:
    """Give the slips of the keyboard that something else in the tables gives away; of one cell, what the first rule has."""
    told: set[tuple[str, int | None, str | None]] = set()
    for rule in _RULES:
        found = [finding for finding in rule(reading) if (finding.file, finding.row, finding.column) not in told]
        told.update((finding.file, finding.row, finding.column) for finding in found)
        yield from found
