"""In which sentences, paragraphs or zones of a reading the groups of a topic stand.

Enters: a reading, the places of its groups. Leaves: `Regions`, which `judge` asks for every rule.
"""

from collections.abc import Mapping, Sequence

from service.model.watch import Rule, Within
from service.stages.recognise.reading import Reading
from service.stages.relevance.distance import Place


class Regions:
    """In which sentences, paragraphs or whatever a rule asks for the groups stand, as bits: a bit a region.

    Rules are many and nearly all fail: a few bits tell which could hold, and only for those the places are looked at.
    """

    def __init__(self, reading: Reading, places: Mapping[str, Sequence[Place]]) -> None:
        self.places = places
        self._sentences = reading.sentences
        self._known: dict[tuple[str, Within, tuple[str, ...]], int] = {}
        self._bits: dict[str, int] = {}
        self._zones: dict[tuple[str, ...], int] = {}

    def find(self, rule: Rule, group: str) -> int:
        """The regions of the rule's kind in which the group stands, in the zones that the rule allows."""
        mark = (group, rule.within, rule.where)
        known = self._known.get(mark)
        if known is None:
            bits = self._find_sentences(group)
            if rule.where:
                bits &= self._find_zones(rule.where)
            known = self._known[mark] = self._widen(bits, rule.within)
        return known

    def pick(self, rule: Rule, group: str, region: int) -> list[Place]:
        """The places of the group in one region."""
        allowed = self._list_sentences(rule.within, region)
        if rule.where:
            allowed &= self._find_zones(rule.where)
        return [place for place in self.places.get(group, ()) if allowed >> place.sentence & 1]

    def _list_sentences(self, within: Within, region: int) -> int:
        """The sentences that a region is made of."""
        if within is Within.SENTENCE:
            return 1 << region
        if within is Within.ARTICLE:
            return -1
        if within is Within.PARAGRAPH:
            return sum(1 << sentence.number for sentence in self._sentences if sentence.paragraph == region)
        return 1 << region | (2 << region if self._goes_on(region + 1) else 0)

    def _goes_on(self, number: int) -> bool:
        """Whether there is such a sentence, in the zone of the one before it."""
        sentences = self._sentences
        return 0 < number < len(sentences) and sentences[number - 1].zone == sentences[number].zone

    def _find_sentences(self, group: str) -> int:
        bits = self._bits.get(group)
        if bits is None:
            bits = 0
            for place in self.places.get(group, ()):
                bits |= 1 << place.sentence
            self._bits[group] = bits
        return bits

    def _find_zones(self, where: tuple[str, ...]) -> int:
        bits = self._zones.get(where)
        if bits is None:
            lead = "lead" in where
            bits = 0
            for sentence in self._sentences:
                if sentence.zone in where or (lead and sentence.lead):
                    bits |= 1 << sentence.number
            self._zones[where] = bits
        return bits

    def _widen(self, bits: int, within: Within) -> int:
        """Regions from sentences. NEIGHBOURS: the region k is made of the sentences k and k + 1 of one zone."""
        if not bits or within is Within.SENTENCE:
            return bits
        if within is Within.ARTICLE:
            return 1
        regions = bits if within is Within.NEIGHBOURS else 0
        while bits:
            low = bits & -bits
            bits ^= low
            number = low.bit_length() - 1
            if within is Within.PARAGRAPH:
                regions |= 1 << self._sentences[number].paragraph
            elif self._goes_on(number):
                regions |= low >> 1
        return regions
