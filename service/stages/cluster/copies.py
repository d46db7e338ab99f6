"""Near-duplicates: texts that are one text with another headline, byline, trims or a spun word.

In: plain texts. Out: signatures, the tokens under which near-duplicates meet, and the resemblance of two signatures.
Called by `stories`. One-permutation MinHash with rotation (Li, Owen, Zhang 2012; Shrivastava, Li 2014): each shingle
falls into one bin, the least value of a bin stands for it, an empty bin borrows from its right neighbour. The hash is
BLAKE2b, so a stored signature holds on every platform and version.
"""

import re
from hashlib import blake2b

BINS = 64
_ROWS = 4
_WORDS = 3
_CHARACTERS = 5
_SPACE = 2**32
_WORD = re.compile(r"\w+")
_GLUED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

Signature = tuple[int, ...]


def sign_text(text: str) -> Signature:
    """The signature of a text: BINS numbers below 2**32; empty for a text of fewer words than a shingle has."""
    shingles = _cut_shingles(text)
    if not shingles:
        return ()
    bins: list[int | None] = [None] * BINS
    for shingle in shingles:
        value = int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big")
        place, rest = (value >> 32) % BINS, value % _SPACE
        held = bins[place]
        if held is None or rest < held:
            bins[place] = rest
    return tuple(_borrow(bins, place) for place in range(BINS))


def _borrow(bins: list[int | None], place: int) -> int:
    for step in range(BINS):
        held = bins[(place + step) % BINS]
        if held is not None:
            # The distance goes in, so that two borrowed values only agree if they were borrowed alike.
            return (held + step * 0x9E3779B1) % _SPACE
    return 0


def _cut_shingles(text: str) -> set[str]:
    lowered = text.lower()
    if len(_GLUED.findall(lowered)) * 3 > len(lowered):
        glued = "".join(_WORD.findall(lowered))
        return {glued[at : at + _CHARACTERS] for at in range(len(glued) - _CHARACTERS + 1)}
    words = _WORD.findall(lowered)
    return {" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}


def band_tokens(signature: Signature) -> tuple[str, ...]:
    """Tokens of which near-duplicates share at least one, with high probability from a resemblance of .5 up."""
    return tuple(
        f"band:{at // _ROWS}:{'.'.join(map(str, signature[at : at + _ROWS]))}" for at in range(0, len(signature), _ROWS)
    )


def compare_signatures(one: Signature, other: Signature) -> float:
    """The estimated resemblance (Jaccard) of two texts, 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / BINS
