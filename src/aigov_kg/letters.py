"""Letters that do harm in a cell: unseen ones, look-alikes from another script, and what a spreadsheet left behind.

Look-alikes follow Unicode Technical Standard 39 (confusables) as far as Cyrillic and Greek letters can pass for Latin
ones; directional and zero-width characters are those of Unicode Annex 9 and the general category Cf.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_CYRILLIC = "АВСЕНІЈКМОРЅТХУЗаседіјорѕхуѵһԁ"
_CYRILLIC_LATIN = "ABCEHIJKMOPSTXY3acedijopsxyvhd"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ"
_GREEK_LATIN = "ABEZHIKMNOPTYXavopu"
_LOOK_ALIKE = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_LATIN + _GREEK_LATIN)
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
_FORMULA = re.compile(r"=.|[@+-][A-Za-z]+[0-9]*[(!]|[+-][A-Z]{1,2}[0-9]+\b")
_SPREADSHEET_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|#+)")
_MAIL = re.compile(r"[\w.+-]{1,64} ?(?:@|[(\[] ?at ?[)\]]) ?[\w-]{1,63}(?:\.[\w-]{2,24})+")
_MARKUP = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6});|</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|%0[AaDd]")
_LOST = re.compile(r"\?{3,}|^[?\s]{2,}$|[^\W\d_]\?[^\W\d_]")
_CUT = re.compile(r"\b([A-Za-z][a-z]{2,})- ((?!and\b|or\b|to\b)[a-z]{3,})\b")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Harm:
    """What is wrong with the letters of a cell; `serious` harm makes the value wrong, other harm only suspect."""

    message: str
    fix: str
    rule: str
    nearest: str | None = None
    serious: bool = True


def harms(text: str) -> Iterator[Harm]:
    """Give what is wrong with the letters of a cell."""
    if text[0] in "=@+-" and _FORMULA.match(text):
        yield Harm("the cell holds a spreadsheet formula", "write the value itself", "formula")
    if text[0] == "#" and _SPREADSHEET_ERROR.match(text):
        yield Harm(f"'{text[:20]}' is an error value of a spreadsheet", "write the value itself", "formula")
    if ("@" in text or ("at" in text and ("(" in text or "[" in text))) and (mail := _MAIL.search(text)):
        what = f"the cell holds a mail address, {mail.group()}"
        yield Harm(what, "delete it; of persons only public roles are recorded", "contact-data")
    if "?" in text and _LOST.search(text) and "://" not in text:
        what = "question marks stand where letters were lost when the file was saved in another encoding"
        yield Harm(what, "copy the words from the source again", "lost-letter")
    if "- " in text and (cut := _CUT.search(text)):
        plain = _CUT.sub(r"\1\2", text)
        yield Harm(f"'{cut.group()}' looks cut by a line break", "join it", "broken-word", plain, serious=False)
    if "  " in text:
        plain = re.sub(" +", " ", text)
        yield Harm("the cell holds two spaces in a row", "write one", "special-space", plain, serious=False)
    if ("&" in text or "<" in text) and _MARKUP.search(text):
        plain = html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text))
        yield Harm("the cell holds the markup of a web page", "write plain text", "markup", plain, serious=False)
    if text.isascii() and text.isprintable():
        return
    if repaired := mended(text):
        fix = f"write '{_short(repaired)}'"
        yield Harm("the letters were read in the wrong encoding", fix, "wrong-encoding", repaired)
        return
    unseen = [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]
    if unseen:
        bare = "".join(" " if c == "\t" else c for c in text if c == "\t" or c not in unseen)
        fix = "write a plain space" if unseen[0] == "\t" else "delete it"
        yield Harm(f"the cell holds an unseen character, {_named(unseen[0])}", fix, "unseen-character", bare)
    if "\ufffd" in text:
        yield Harm("a letter was lost in a conversion (\ufffd)", "copy the name from the source again", "lost-letter")
    if "\u00a0" in text or "\u202f" in text or "\u3000" in text:
        plain = re.sub("[\u00a0\u202f\u3000]", " ", text)
        yield Harm("the cell holds a special space", "write a plain space", "special-space", plain, serious=False)
    if special := [
        c for c in text if "\ufb00" <= c <= "\ufb06" or ("\uff01" <= c <= "\uff5e" and not _HAN.search(text))
    ]:
        plain = "".join(unicodedata.normalize("NFKC", c) if c in special else c for c in text)
        what = f"the cell holds {_named(special[0])}, which no keyboard finds"
        yield Harm(what, f"write '{_short(plain)}'", "special-letter", plain, serious=False)
    yield from _look_alikes(text)
    composed = unicodedata.normalize("NFC", text)
    if composed != text and not unseen:
        what = "an accent stands apart from its letter (not Unicode NFC)"
        yield Harm(what, f"write '{_short(composed)}'", "not-composed", composed, serious=False)


def _look_alikes(text: str) -> Iterator[Harm]:
    if not _FOREIGN.search(text):
        return
    for word in _WORD.findall(text):
        foreign = _FOREIGN.findall(word)
        if not foreign:
            continue
        folded = word.translate(_LOOK_ALIKE)
        mixed = bool(_LATIN.search(word))
        if mixed or (folded.isascii() and (len(word) > 1 or _stands_in_latin(word, text))):
            odd = ", ".join(dict.fromkeys(_named(c) for c in foreign[:3]))
            what = f"'{word}' holds {odd}, which looks like a Latin letter"
            if folded.isascii():
                fix = f"write '{folded}' in Latin letters, and keep a misprint of the source in a note of kind misprint"
                yield Harm(what, fix, "look-alike", text.replace(word, folded), serious=False)
            else:
                yield Harm(what, "write the word in one script", "look-alike", serious=False)
            return


def _stands_in_latin(letter: str, text: str) -> bool:
    """Tell whether a letter that stands alone passes for a Latin one: all other words of the cell are Latin.

    A cell that is this letter only shows what is printed, and small Greek letters are signs of their own.
    """
    others = [word for word in _WORD.findall(text) if word != letter]
    greek_sign = letter.islower() and letter in _GREEK
    return not greek_sign and bool(others) and all(_LATIN.search(word) and not _FOREIGN.search(word) for word in others)


def wrong_script(text: str, language: str | None) -> str | None:
    """Say what is odd about a name in a language: a Chinese name without Chinese characters, or an English one with."""
    chinese = bool(_HAN.search(text))
    if language == "zh-Hans" and not chinese:
        return "the cell is for a name in Chinese characters, and holds none"
    return "the cell is for a name in English, and holds Chinese characters" if language == "en" and chinese else None


def mended(text: str) -> str | None:
    """Undo a reading of UTF-8 in the wrong encoding (Windows-1252 or GB 18030), where the result is certain."""
    if text.isascii():
        return None
    with_bytes = _as_bytes(text)
    if with_bytes is not None:
        try:
            back = with_bytes.decode("utf-8")
        except UnicodeDecodeError:
            back = ""
        if back and back != text and back.isprintable():
            return back
    if len(_HAN.findall(text)) >= 3:
        try:
            back = text.encode("gb18030").decode("utf-8")
        except UnicodeError:
            return None
        if _HAN.search(back) and back.isprintable():
            return back
    return None


def _as_bytes(text: str) -> bytes | None:
    out = bytearray()
    for character in text:
        if ord(character) < 256:
            out.append(ord(character))
        else:
            try:
                out += character.encode("cp1252")
            except UnicodeEncodeError:
                return None
    return bytes(out)


def _named(character: str) -> str:
    name = unicodedata.name(character, "Tab" if character == "\t" else "a control character")
    return f"U+{ord(character):04X} {name.capitalize() if name.isupper() else name}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
