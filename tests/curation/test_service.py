"""The check over HTTP, and ids that were left, at the service of a small release."""

from __future__ import annotations

import io
import zipfile

import httpx2 as httpx
import pytest

from aigov_kg.inspection import Refused, unpack
from aigov_kg.ledgers import replace_file
from aigov_kg.renaming import rename, write_change
from aigov_kg.tables import read_tables

from .conftest import copy_base

SENT = "id,party,list,instrument,reason,start,quote,cite\n"
GOOD = SENT + "globex-listed,globex,entity-list,2020-1,not-stated,2020-05,added,report:defense:p14\n"


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    home = copy_base(folder / "home")
    for arguments, reason in ((("acme-labs", "acme-laboratories"), "renamed"), (("globex-itu-t", None), "misread")):
        if arguments[1] is None:
            with (home.seed / "memberships.csv").open("a") as file:
                file.write("spare,globex,,itu-t,sector,,,,,,,,2020,,,,report:intro:p2,\n")
        write_change(rename(read_tables(home), *arguments, day="2026-01-01", reason=reason), replace_file)
    return home, folder / "snapshots"


@pytest.fixture(scope="module")
def client(release, serve):
    home, snapshots = release
    env = {
        "AIGOV_KG_HOME": str(home.root),
        "AIGOV_KG_SNAPSHOTS": str(snapshots),
        "AIGOV_KG_UPLOAD_BYTES": "20000",
        "AIGOV_KG_UPLOAD_FILES": "3",
    }
    with serve(env=env) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        yield client


def zipped(**files: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"tables/{name.replace('_', '-')}.csv", data)
    return out.getvalue()


def post(client, body, media="text/csv", **params):
    return client.post("/api/v1/check", content=body, params=params, headers={"Content-Type": media})


def test_a_table_is_checked_against_the_release(client, release):
    home, snapshots = release
    before = {p: p.read_bytes() for p in home.data.rglob("*") if p.is_file()}
    answer = post(client, GOOD.replace("globex,", "globexx,"), table="listings")
    assert answer.status_code == 200
    report = answer.json()
    assert report["tables"] == ["listings"]
    assert report["version"] == client.get("/version").json()["version"]
    wrong = next(f for f in report["findings"] if f["rule"] == "reference")
    assert (wrong["file"], wrong["row"], wrong["column"], wrong["nearest"]) == ("listings.csv", 2, "party", "globex")
    assert report["total"] == report["shown"] == len(report["findings"])
    assert answer.headers["cache-control"] == "no-store"
    assert {p: p.read_bytes() for p in home.data.rglob("*") if p.is_file()} == before
    assert "globexx" not in "".join(p.read_text() for p in snapshots.rglob("*.json"))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/check", "POST, OPTIONS"),
        ("/api/v1/questions", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_a_preflight_says_what_the_address_takes(client, path, methods):
    answer = client.options(path, headers={"Origin": "https://page.example", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == methods


def test_rules_over_the_whole_graph_see_the_sent_rows(client):
    again = SENT + "acme-again,acme,entity-list,2019-22210,human-rights,2019-10-09,added,report:defense:p14\n"
    rules = {f["rule"] for f in post(client, again, table="listings").json()["findings"]}
    assert rules & {"listing-once", "listing-maybe-once"}


def test_several_tables_come_as_a_zip_and_refer_to_each_other(client):
    organisations = "id,class,name_en,cite\ninitech,Company,Initech,report:intro:p2\n"
    body = zipped(organisations=organisations, listings=GOOD.replace("globex", "initech"))
    report = post(client, body, "application/zip").json()
    assert report["tables"] == ["listings", "organisations"]
    assert {f["rule"] for f in report["findings"] if f["severity"] != "Info"} == {"missing-column"}


@pytest.mark.parametrize(
    ("body", "media", "params", "status", "said"),
    [
        (b"", "text/csv", {"table": "listings"}, 400, "the body is empty"),
        (b"x", "text/csv", {}, 400, "name the table"),
        (b"x", "application/json", {"table": "listings"}, 415, "send one table as text/csv"),
        (b"x" * 20_001, "text/csv", {"table": "listings"}, 413, "more than 20000 bytes"),
        (b"PK\x03\x04broken", "application/zip", {}, 400, "the zip cannot be read"),
        (zipped(), "application/zip", {}, 400, "holds no table"),
        (zipped(a="x", b="x", c="x", d="x"), "application/zip", {}, 413, "holds 4 tables; 3 are allowed"),
        (zipped(listings=b"a" * 3_000_000), "application/zip", {}, 413, "unpacks to more than its size allows"),
    ],
    ids=["empty", "unnamed", "type", "large", "broken", "none", "many", "bomb"],
)
def test_what_is_not_looked_at_is_told_in_a_problem_document(client, body, media, params, status, said):
    answer = post(client, body, media, **params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_any_bytes_get_findings(client):
    for body in (bytes(range(256)) * 20, b"\xff\xfei\x00d\x00", b'id,"x', b"," * 10_000):
        report = post(client, body, table="listings").json()
        assert report["counts"]["Violation"] >= 1
    assert [f["rule"] for f in post(client, b"id\n", table="no-such").json()["findings"]] == ["unknown-table"]


def test_a_check_is_stopped_at_its_deadline(release, serve):
    home, snapshots = release
    env = {"AIGOV_KG_HOME": str(home.root), "AIGOV_KG_SNAPSHOTS": str(snapshots), "AIGOV_KG_CHECK_DEADLINE": "0.05"}
    with serve(env=env) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        answer = post(client, GOOD, table="listings")
        assert answer.status_code == 504
        assert answer.json()["limit"] == "check_deadline"
        assert client.get("/healthz").json() == {"status": "ok"}


def test_a_renamed_id_leads_on_and_a_withdrawn_one_says_why(client):
    answer = client.get("/id/acme-labs.ttl", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/id/acme-laboratories.ttl")
    assert client.get("/id/acme-labs", follow_redirects=True).status_code == 200
    gone = client.get("/id/membership/globex-itu-t")
    assert gone.status_code == 410
    assert gone.json()["detail"] == "'membership/globex-itu-t' was withdrawn on 2026-01-01: misread"


def test_what_a_zip_says_of_its_own_size_is_not_believed():
    honest = zipped(listings=b"a" * 100_000)
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    for data in (honest, lying):
        with pytest.raises(Refused):
            unpack(data, 3, 50_000, 1_000_000)


def test_a_zip_bomb_of_many_files_counts_them_together():
    data = zipped(**{f"t{n}": b"a" * 30_000 for n in range(5)})
    with pytest.raises(Refused, match="unpacks to more"):
        unpack(data, 10, 100_000, 1_000_000)
    assert len(unpack(data, 10, 200_000, 1_000_000)) == 5
