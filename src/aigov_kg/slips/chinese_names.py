"""Names of Chinese and other persons: their order, told by comma, initial or family name; and Chinese names in their column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aigov_kg.findings import Finding
from aigov_kg.slips.warned import warning
from aigov_kg.tables import Reading, Row

_RULE = "name-order"
_SPELT = """
王 wang wong|李 li lee|张 zhang cheung|刘 liu lau|陈 chen chan|杨 yang yeung|赵 zhao chiu|黄 huang wong|周 zhou chow|吴 wu ng
徐 xu hsu|孙 sun suen|胡 hu woo|朱 zhu chu|高 gao kao|林 lin lam|何 he ho|郭 guo kwok|马 ma|罗 luo lo|梁 liang leung
宋 song sung|郑 zheng cheng|谢 xie tse|韩 han hon|唐 tang tong|冯 feng fung|于 yu|董 dong tung|萧 xiao siu|肖 xiao|程 cheng ching
曹 cao tsao|袁 yuan yuen|邓 deng tang|许 xu hui hsu|傅 fu|付 fu|沈 shen shum|曾 zeng tsang|彭 peng pang|吕 lü lu lyu|苏 su so
卢 lu lo|蒋 jiang chiang|蔡 cai tsai choi|贾 jia|丁 ding ting|魏 wei ngai|薛 xue|叶 ye yip|阎 yan|闫 yan|余 yu|潘 pan poon
杜 du to|戴 dai tai|夏 xia ha|钟 zhong chung|汪 wang|田 tian|任 ren yam|姜 jiang|范 fan|方 fang fong|石 shi|姚 yao yiu
谭 tan tam|廖 liao liu|邹 zou chau|熊 xiong hung|金 jin kam|陆 lu luk|郝 hao|孔 kong hung|白 bai pak|崔 cui|康 kang hong|毛 mao
邱 qiu yau|秦 qin|江 jiang kong|史 shi|顾 gu koo|侯 hou hau|邵 shao|孟 meng|龙 long lung|万 wan|段 duan|雷 lei lui
钱 qian chin|汤 tang tong|尹 yin|黎 li lai|易 yi|常 chang|武 wu|乔 qiao|贺 he|赖 lai|龚 gong|文 wen man|安 an|桑 sang|习 xi|诸葛 zhuge
欧阳 ouyang|司马 sima|上官 shangguan
"""
"""The commonest family names in simplified characters, with pinyin and what else they are known as in Latin letters."""
_FAMILIES = {
    entry.split()[0]: frozenset(entry.split()[1:]) for line in _SPELT.split("\n") for entry in line.split("|") if entry
}
_INITIAL = re.compile(r"(?:[A-Z]\.[ -]?)+ ?[A-Z][^\W\d_]{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def name_orders(reading: Reading) -> Iterator[Finding]:
    """Give the persons whose family name stands elsewhere in `name` than `name_order` says."""
    for row in reading.of("persons"):
        given, chinese, name = row.one("name_order"), row.one("name_zh"), row.one("name")
        if given is None or not name:
            continue
        if (printed := _printed(row)) and printed[0] != given.slug:
            meant, why = printed
            yield warning(row, "name_order", f"'{name}' {why}", f"write {meant}, or correct the name", _RULE, meant)
            continue
        if not chinese:
            continue
        order, family = _order(str(name), str(chinese))
        if order and order != given.slug:
            what = f"'{name}' {_STANDS[order]} the family name {family}, with which {chinese} begins too"
            yield warning(row, "name_order", what, f"write {order}, or correct the name", _RULE, order)


def chinese_aliases(reading: Reading) -> Iterator[Finding]:
    """Give the names in Chinese characters that stand among the aliases of what has no Chinese name."""
    for row in reading.of("organisations", "bodies", "persons", "jurisdictions", "events"):
        aliases = [str(alias) for alias in row.values.get("aliases", ())]
        chinese = next((alias for alias in aliases if _HAN.fullmatch(alias)), None)
        if chinese and not row.one("name_zh"):
            what, fix = f"'{chinese}' is in Chinese characters, and name_zh is blank", "move it to name_zh"
            yield warning(row, "aliases", what, fix, "language", "|".join(a for a in aliases if a != chinese) or None)


_HAN = re.compile(r"[\u3400-\u9fff·（）()]+")
_STANDS = {"family-first": "begins with", "given-first": "ends with"}


def _printed(row: Row) -> tuple[str, str] | None:
    """Give the order that a comma or an initial tells, here or in another form of the name, and what tells it."""
    name = str(row.one("name"))
    if "," in name:
        return "family-first", "has the family name before a comma"
    words = [word.casefold() for word in _WORD.findall(name)]
    if _INITIAL.match(name):
        return "given-first", "begins with the initial of a given name"
    for alias in map(str, row.values.get("aliases", ())):
        family, comma, _ = alias.casefold().partition(",")
        if comma and len(words) > 1 and family in (words[0], words[-1]) and words[0] != words[-1]:
            order = "given-first" if family == words[-1] else "family-first"
            return order, f"{_STANDS[order]} the family name, which '{alias}' has before its comma"
    return None


def _order(name: str, chinese: str) -> tuple[str | None, str]:
    """Give where the family name stands in a name, and how it is written there; None where that is not certain."""
    spelt = _FAMILIES.get(chinese[:2]) or _FAMILIES.get(chinese[:1])
    words = _WORD.findall(name)
    if not spelt or len(words) < 2:
        return None, ""
    first, last = words[0].casefold() in spelt, words[-1].casefold() in spelt
    if first == last:
        return None, ""
    return ("family-first", words[0]) if first else ("given-first", words[-1])
