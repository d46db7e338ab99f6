"""In which sentences, paragraphs or zones of a reading the rules of a topic may hold.

Enters: a reading, its groups. Leaves: `Regions`, which `judge` asks for every rule.
"""

from service.model.watch import Rule, Within
from service.stages.recognise.reading import Reading
from service.stages.relevance.distance import Place
from service.stages.relevance.groups import Groups

# In Python 3.11 an enum's member costs twenty times a name.
_SENTENCE, _NEIGHBOURS, _PARAGRAPH, _ARTICLE = Within


class Regions:
    """In which sentences, paragraphs or whatever a rule asks for all its groups stand, as bits: a bit a region.

    Rules are many and nearly all fail: a few bits tell which could hold, and only for those the places are looked at.
    """

    def __init__(self, reading: Reading, groups: Groups) -> None:
        self._groups = groups
        self._sentences = reading.sentences
        self._zones: dict[tuple[str, ...], int] = {(): -1}
        self._widened: dict[tuple[int, Within], int] = {}

    def find(self, rule: Rule) -> int:
        """The regions of the rule's kind in which all of its groups stand, and none that silences it, in the zones that
        it allows."""
        where = self._zones.get(rule.where)
        if where is None:
            where = self._zones[rule.where] = self._find_zones(rule.where)
        sentences = self._groups.sentences
        within = rule.within
        regions = -1 if rule.all else 0
        for group in rule.all:
            bits = sentences[group] & where
            regions &= bits if within is _SENTENCE else self._widen(bits, within)
            if not regions:
                return 0
        for group in rule.unless:
            bits = sentences[group] & where
            regions &= ~(bits if within is _SENTENCE else self._widen(bits, within))
        return regions

    def pick(self, rule: Rule, region: int) -> list[list[Place]]:
        """The places of each group of the rule in one region."""
        allowed = self._list_sentences(rule.within, region) & self._zones[rule.where]
        return [[place for place in self._groups[group] if allowed >> place[2] & 1] for group in rule.all]

    def pick_first(self, rule: Rule, region: int) -> list[Place]:
        """The first place of each group of the rule in one region."""
        allowed = self._list_sentences(rule.within, region) & self._zones[rule.where]
        groups = self._groups
        return [next(place for place in groups[group] if allowed >> place[2] & 1) for group in rule.all]

    def _list_sentences(self, within: Within, region: int) -> int:
        """The sentences that a region is made of."""
        if within is _SENTENCE:
            return 1 << region
        if within is _ARTICLE:
            return -1
        if within is _PARAGRAPH:
            return sum(1 << sentence.number for sentence in self._sentences if sentence.paragraph == region)
        return 1 << region | (2 << region if self._goes_on(region + 1) else 0)

    def _goes_on(self, number: int) -> bool:
        """Whether there is such a sentence, in the zone of the one before it."""
        sentences = self._sentences
        return 0 < number < len(sentences) and sentences[number - 1].zone == sentences[number].zone

    def _find_zones(self, where: tuple[str, ...]) -> int:
        lead = "lead" in where
        bits = 0
        for sentence in self._sentences:
            if sentence.zone in where or (lead and sentence.lead):
                bits |= 1 << sentence.number
        return bits

    def _widen(self, bits: int, within: Within) -> int:
        """Regions from sentences. NEIGHBOURS: the region k is made of the sentences k and k + 1 of one zone."""
        if not bits or within is _ARTICLE:
            return 1 if bits else 0
        known = self._widened.get((bits, within))
        if known is None:
            known = self._widened[bits, within] = self._find_regions(bits, within)
        return known

    def _find_regions(self, bits: int, within: Within) -> int:
        regions = bits if within is _NEIGHBOURS else 0
        while bits:
            low = bits & -bits
            bits ^= low
            number = low.bit_length() - 1
            if within is _PARAGRAPH:
                regions |= 1 << self._sentences[number].paragraph
            elif self._goes_on(number):
                regions |= low >> 1
        return regions
