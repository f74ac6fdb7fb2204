"""What the rules on words of ids, actors, places and kinds leave alone: new rows that are right, or may be."""

from __future__ import annotations

import pytest

from .test_slips import add, found

RIGHT = [
    (
        "an id that names its own thing and another",
        [("names", "tr-24372-beside-gb-t-1,tr-24372,Beside it,former,,,,,,,,report:intro:p2,")],
        "thing-of-id",
    ),
    (
        "words that are the codes of countries too",
        [
            ("jurisdictions", "de,country,Germany,,,DE,,report:intro:p2,"),
            ("jurisdictions", "no,country,Norway,,,NO,,report:intro:p2,"),
            ("policy-statements", "de-facto-no-plan,recommendation,report,us,,,,,,,,,,,,A plan,,,,,report:intro:p2,"),
        ],
        "thing-of-id",
    ),
    (
        "an id that begins with the document cited",
        [("policy-statements", "report-on-plans,recommendation,report,us,,,,,,,,,,,,A plan,,,,,report:intro:p2,")],
        "thing-of-id",
    ),
    (
        "an id with the country of the actor",
        [("participations", "cn-tr-24372-contributor,acme,contributor,tr-24372,,,,,,,,,,,,,,,,report:intro:p2,")],
        "thing-of-id",
    ),
    (
        "an id that names neither side of a tie",
        [("liaisons", "first-tie,sac,jtc1-sc42,liaison,,,,,,,,,,,report:intro:p2,")],
        "thing-of-id",
    ),
    (
        "both who act are named",
        [
            (
                "participations",
                "acme-gb-t-1,acme,contributor,gb-t-1,,,,,,,,,,,,,It was submitted by Globex and Acme,,,report:intro:p2,",
            )
        ],
        "actor-of-words",
    ),
    (
        "the country of the actor acts",
        [
            (
                "participations",
                "acme-gb-t-1,acme,contributor,gb-t-1,,,,,,,,,,,,,It was submitted by Chinese companies,,,report:intro:p2,",
            )
        ],
        "actor-of-words",
    ),
    (
        "another is named and does not act",
        [
            (
                "participations",
                "acme-gb-t-1,acme,contributor,gb-t-1,,,,,,,,,,,,,It competed there with Globex,,,report:intro:p2,",
            )
        ],
        "actor-of-words",
    ),
    (
        "a denial of something else",
        [
            (
                "characterisations",
                "acme-offers,acme,offers,,,,Offers speech recognition,,,,,,Acme does not train others; it offers speech recognition,,,report:intro:p2,",
            )
        ],
        "denial-of-words",
    ),
    (
        "a text that denies for all what is affirmed for some",
        [
            (
                "characterisations",
                "acme-offers,acme,offers,,,,Does not offer it to everybody,,,,,,Acme offers it only to some,,,report:intro:p2,",
            )
        ],
        "denial-of-words",
    ),
    (
        "not only",
        [
            (
                "characterisations",
                "acme-offers,acme,offers,,,,Does not only offer speech recognition,,,,,,Acme offers speech recognition and more,,,report:intro:p2,",
            )
        ],
        "denial-of-words",
    ),
    (
        "an acronym beside its form in another language",
        [
            (
                "organisations",
                "itu,StandardsOrganisation,International Telecommunication Union,,ITU|UIT,,,,,,report:intro:p2,",
            )
        ],
        "acronym-of-id",
    ),
    (
        "a longer name of the place",
        [
            ("events", 'a-launch,launch,Launch in Beijing,,,"Haidian, Beijing",,,,2018,,report:intro:p2,'),
            ("events", "b-launch,launch,Second launch,,,Beijing,,,,2019,,report:intro:p2,"),
        ],
        "place-of-event",
    ),
    (
        "a city and its country",
        [
            ("jurisdictions", "cn-beijing,province,Beijing,,,,cn,report:intro:p2,"),
            ("events", "a-launch,launch,Launch,,,Beijing,cn,,,2018,,report:intro:p2,"),
        ],
        "place-of-event",
    ),
    (
        "a person of two firms in one year",
        [
            ("memberships", "jane-doe-acme,jane-doe,,acme,staff,,,,,,,,2021,,,,report:intro:p2,"),
            ("memberships", "jane-doe-globex,jane-doe,,globex,staff,,,,,,,,2021,,,,report:intro:p2,"),
        ],
        "two-employers",
    ),
    (
        "staff of a firm and of its subsidiary",
        [
            ("memberships", "jane-doe-acme,jane-doe,,acme,staff,,,,,,,,2021-06-01,,,,report:intro:p2,"),
            ("memberships", "jane-doe-acme-labs,jane-doe,,acme-labs,staff,,,,,,,,2021-06-01,,,,report:intro:p2,"),
        ],
        "two-employers",
    ),
    (
        "a person tied to two organisations",
        [
            ("memberships", "jane-doe-acme,jane-doe,,acme,affiliated,,,,,,,,2021-06-01,,,,report:intro:p2,"),
            ("memberships", "jane-doe-globex,jane-doe,,globex,staff,,,,,,,,2021-06-01,,,,report:intro:p2,"),
        ],
        "two-employers",
    ),
    (
        "a sentence that runs over two pages",
        [
            (
                "characterisations",
                "acme-tests-a,acme,offers,,,,Tests,,,,,,Acme tests its models with great care,,,report:intro:p2,",
            ),
            (
                "characterisations",
                "acme-tests-b,acme,offers,,,,Cares,,,,,,Acme tests its models with great care,,,report:intro:p2|report:intro:p3,",
            ),
        ],
        "page-of-quotation",
    ),
    (
        "words of two kinds",
        [
            (
                "document-relations",
                'notice-2019-from-report,notice-2019,results-from,report,,,"It results from the report, on which it comments and which it replaces",,,report:intro:p2,',
            )
        ],
        "kind-of-words",
    ),
    (
        "the same words about another thing",
        [
            (
                "actions",
                "globex-on-outline,globex,input,gb-t-1,,support,,,,No discussion of the item,,2020-12,,,,report:intro:p2,",
            )
        ],
        "stance-of-same-words",
    ),
    (
        "half a dozen",
        [
            (
                "tenures",
                "acme-sg13-editor,acme,editor,itu-t-sg13,,unnamed-person,6,,,,,,,,,,,half a dozen editors are of Acme,,,report:intro:p2,",
            )
        ],
        "against-quotation",
    ),
    (
        "a year that is attested",
        [("memberships", "acme-itu-t,acme,,itu-t,sector,,,,2015,,,,2021,Acme is a member in 2021,,,report:intro:p2,")],
        "against-quotation",
    ),
]


@pytest.mark.parametrize(("lines", "rule"), [case[1:] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_new_rows_that_are_right_or_leave_it_open_are_left_alone(base, quick, lines, rule):
    for table, line in lines:
        add(base, table, line)
    assert found(base, rule) == []
