"""A cheap test on bytes: can this file be about adapters at all?"""

from __future__ import annotations

import re

# Every way to the library names it (`import adapters`), except that adapter-transformers
# hides under `transformers`: there one of its own names has to appear.
_SIGNS = re.compile(
    rb"\badapters\b"
    rb"|add_adapter"
    rb"|transformers\.adapter"
    rb"|AdapterModel|ModelWithHeads|Adapter\w*Config|ConfigUnion"
    rb"|(?:Bn|Inv|Pfeiffer|Houlsby|Parallel|Compacter|CompacterPlusPlus)Config"
    rb"|(?:PrefixTuning|PromptTuning|RA|IA3|Vera|[Rr]eft|MAM|UniPELT)Config"
)


def may_be_about_adapters(data: bytes) -> bool:
    """Tell whether a script or notebook may hold an adapter configuration; False is certain."""
    return _SIGNS.search(data) is not None
