"""With a day by which something was known, only citations of what was out by then are shown, and the others counted."""

import pytest

from aigov_kg import library, snapshot
from aigov_kg.evidence import evidence, left_out

DAY = "2019-12-31"


@pytest.fixture
def seed(seed_folder):
    with library.open_snapshot(snapshot.current(seed_folder)) as graph:
        yield graph


def out_by(found, names, day):
    """Tell whether all citations lead to a document of then, or to a dated source of then that it cites."""
    days = [
        [names["entities"].get(citation.get(name), {}).get("issued_by") or "9999" for name in ("document", "via")]
        for citation in found["citations"]
    ]
    return all(min(both) <= day for both in days)


def test_citations_of_later_documents_are_left_out_and_counted():
    names = {
        "entities": {
            "early": {"label": "Early", "issued_by": "2019-05-20"},
            "late": {"label": "Late", "issued_by": "2021-08-31"},
            "undated": {"label": "Undated"},
        },
        "evidence": {
            "listing/a": {
                "basis": "asserted",
                "citations": [
                    {"document": "late", "via": "early", "contradicts": False},
                    {"document": "late", "contradicts": False},
                    {"document": "undated", "contradicts": False},
                ],
            }
        },
    }
    iri = "https://w3id.org/aigov-kg/id/listing/a"
    (then,) = evidence([iri], names, "2020-01-01").values()
    assert [c.get("via") for c in then["citations"]] == ["early"] and then["later_citations"] == 2
    assert left_out([then]) == "2 later citations are left out"
    assert left_out([{"later_citations": 1}]) == "1 later citation is left out"
    (now,) = evidence([iri], names).values()
    assert len(now["citations"]) == 3 and "later_citations" not in now and left_out([now]) == ""


def test_an_answer_shows_only_what_was_out(seed):
    result = seed.ask("who-was-on-a-list", list="us-bis-entity-list", known_by=DAY)
    found = [e for row in result.rows for e in row["evidence"].values()]
    assert found and all(e["citations"] and out_by(e, seed.names, DAY) for e in found)
    assert any("later citation" in said and "left out" in said for said in result.as_json()["remarks"])
    assert not any(
        "later citation" in said for said in seed.ask("who-was-on-a-list", list="us-bis-entity-list").remarks
    )


def test_so_do_paths_and_descriptions(seed):
    hops = [hop for path in seed.paths("iflytek", "us-bis-entity-list", known_by=DAY)["paths"] for hop in path["hops"]]
    assert hops and all(out_by(hop["evidence"], seed.names, DAY) for hop in hops)
    assert any(hop["evidence"].get("later_citations") for hop in hops)
    listings = seed.describe("iflytek", known_by=DAY)["records"]["listing"]
    assert listings and all(out_by(record["evidence"], seed.names, DAY) for record in listings)
    assert any(record["evidence"].get("later_citations") for record in listings)
