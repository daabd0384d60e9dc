"""A text in 504 bytes: MinHash over its shingles, cut into bands, so that near-copies meet among many in an index."""

import struct
from dataclasses import dataclass
from hashlib import blake2b

from parsers.similarity.document import Document
from parsers.similarity.folding import fold

SHINGLE = 9  # folded characters
BANDS, ROWS = 42, 3  # two texts that share 3 of 10 shingles meet in one band at least in two cases of three
_MOST = 100_000  # folded characters looked at
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The smallest hash of each permutation, little-endian 32-bit; the same text gives the same bytes anywhere."""

    hashes: bytes


def fingerprint(document: Document) -> Fingerprint | None:
    """The fingerprint of a body; None where it is too short to tell anything."""
    # brings numpy and scipy, which reading does not need
    from datasketch import MinHash  # noqa: PLC0415

    text = fold(document.body, document.names).text[:_MOST]
    shingles = list({text[i : i + SHINGLE].encode() for i in range(len(text) - SHINGLE + 1)})
    if not shingles:
        return None
    hashed = MinHash(num_perm=BANDS * ROWS, seed=1, hashfunc=_hash, scheme="affine32")
    for start in range(0, len(shingles), _BATCH):
        hashed.update_batch(shingles[start : start + _BATCH])
    return Fingerprint(hashed.hashvalues.astype("<u4").tobytes())


def _hash(shingle: bytes) -> int:
    return int.from_bytes(blake2b(shingle, digest_size=4).digest(), "little")


def bands(mark: Fingerprint, salt: int = 0) -> tuple[int, ...]:
    """The fingerprint's bands as signed 64-bit numbers; only texts under the same `salt` (a report year) ever meet."""
    width = 4 * ROWS
    return tuple(
        int.from_bytes(
            blake2b(
                struct.pack("<qq", salt, band) + mark.hashes[band * width : (band + 1) * width], digest_size=8
            ).digest(),
            "little",
            signed=True,
        )
        for band in range(BANDS)
    )
