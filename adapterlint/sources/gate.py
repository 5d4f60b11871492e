"""A cheap test on bytes: can this file be about adapters at all?"""

from __future__ import annotations

import codecs
import re

# Every way to the library names it (`import adapters`), except that adapter-transformers
# hides under `transformers`: there one of its own names has to appear.
_SIGNS = re.compile(
    rb"\badapters\b"
    rb"|add_adapter"
    rb"|transformers\.adapter"
    rb"|AdapterModel|ModelWithHeads|Adapter\w*Config|ConfigUnion"
    rb"|(?:Bn|Inv|Pfeiffer|Houlsby|Parallel|Compacter|CompacterPlusPlus)Config"
    rb"|(?:MultiTask|PrefixTuning|PromptTuning|RA|IA3|Vera|[Rr]eft|MAM|UniPELT)Config"
)


_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def may_be_about_adapters(data: bytes) -> bool:
    """Tell whether a script or notebook may hold an adapter configuration; False is certain."""
    if data.startswith(_WIDE_BOMS):  # no Python, but somebody meant it to be: loading says so
        data = data.replace(b"\0", b"")
    return _SIGNS.search(data) is not None
