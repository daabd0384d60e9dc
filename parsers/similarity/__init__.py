"""Near-copies of other reports 雷同: fingerprints find candidates, `compare` shows the passages of two texts.

A copy swaps the unit's name, the years and the figures; so these are masked before anything is compared.

>>> from parsers.similarity import COPIED, compare, document_of  # doctest: +SKIP
>>> found = compare(document_of(mine), document_of(theirs))  # doctest: +SKIP
>>> found.share >= COPIED, [p.quote for s in found.sections for p in s.passages]  # doctest: +SKIP
"""

from parsers.similarity.compare import COPIED, NOTED, Passage, SectionSimilarity, Similarity, compare
from parsers.similarity.document import Document, Heading, document_of, heading_title
from parsers.similarity.fingerprint import Fingerprint, bands, fingerprint
from parsers.similarity.stock import OWN_STOCK, Stock, learn_stock

__all__ = [
    "COPIED",
    "NOTED",
    "OWN_STOCK",
    "Document",
    "Fingerprint",
    "Heading",
    "Passage",
    "SectionSimilarity",
    "Similarity",
    "Stock",
    "bands",
    "compare",
    "document_of",
    "fingerprint",
    "heading_title",
    "learn_stock",
]
