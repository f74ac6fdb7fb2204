"""Examples of queries, by title, as the query form offers them; a test runs each."""

from __future__ import annotations

from typing import Final

RELEASE: Final = {
    "Who is named on which restriction list, since when?": """\
SELECT ?party ?list ?since ?quote WHERE {
  ?listing a aigov:Listing ; aigov:listedParty/skos:prefLabel ?party ;
           aigov:onList/skos:prefLabel ?list ; aigov:quote ?quote .
  OPTIONAL { ?listing aigov:startText ?since }
} ORDER BY ?party ?list LIMIT 100
""",
    "In which records does iFlytek act?": """\
SELECT ?record ?class ?as ?other WHERE {
  id:iflytek aigov:agentIn ?record .
  ?record a ?class ; ?as ?thing .
  ?thing skos:prefLabel|aigov:designation ?other .
  ?class rdfs:subClassOf aigov:Assertion .
  FILTER(?thing != id:iflytek && STRSTARTS(STR(?as), STR(aigov:)))
} ORDER BY ?record LIMIT 100
""",
    "Which page says that iFlytek is listed?": """\
SELECT ?document ?page ?note ?modality ?quote WHERE {
  ?record a aigov:Listing ; aigov:listedParty id:iflytek ; aigov:support ?cite ; aigov:modality ?modality .
  ?cite aigov:document ?document .
  OPTIONAL { ?cite aigov:page ?page } OPTIONAL { ?cite aigov:footnote ?note } OPTIONAL { ?record aigov:quote ?quote }
}
""",
    "How many things of each class are there?": """\
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
  GRAPH graph:accepted { ?thing a ?class }
} GROUP BY ?class ORDER BY DESC(?things)
""",
    "A graph: everything about one firm": "DESCRIBE id:iflytek\n",
}
"""For a release, whose prefixes need no declaration."""

FILES: Final = {
    "How many things of each class are there?": """\
SELECT ?class (COUNT(?thing) AS ?things) WHERE {
  ?thing a ?class
} GROUP BY ?class ORDER BY DESC(?things)
""",
    "Which properties are used, and how often?": """\
SELECT ?property (COUNT(*) AS ?uses) WHERE {
  ?thing ?property ?value
} GROUP BY ?property ORDER BY DESC(?uses)
""",
    "Ten statements": "SELECT * WHERE { ?subject ?property ?value } LIMIT 10\n",
}
"""For files of which nothing is known."""
