"""Names: the key under which two spellings of one name meet, and terms of the ontology as words."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|ag|plc)\b"
    r"|股份有限公司|有限责任公司|有限公司|股份|集团公司"
)


def spelt(term: str) -> str:
    """Write the name of a class or a property as words: `WorkingGroup` is a working group."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", term).lower()


def name_key(name: str) -> str:
    """Give the key of a name: compatibility form, lower case, without legal forms, punctuation and spaces.

    The place in a name is kept: a subsidiary named after its city is another firm.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    bare = _LEGAL_FORMS.sub(" ", text)
    key = "".join(c for c in bare if c.isalnum())
    # A name that is nothing but a legal form keeps it.
    return key or "".join(c for c in text if c.isalnum())
