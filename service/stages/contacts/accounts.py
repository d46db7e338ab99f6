"""What each side itself says of the contact.

In: the passages, the side whose official voice the article is, if any. Out: an `Account` for each side that speaks;
every span is verbatim. Called by `claim`. Only a side's own voices count: its ministry, its spokesmen, its agencies
quoting them; what one side says that the other said does not, nor does a readout that is attributed to nobody.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from service.language.dates import DateExpression
from service.model.contact import Account, Channel
from service.model.feed import Side
from service.model.watch import US_AND_RUSSIA
from service.stages.contacts.attributions import Saying, find_sayings, resolve_sides
from service.stages.contacts.cues import PERSON_MARK, SIDE_MARK
from service.stages.contacts.passages import Passage
from service.stages.contacts.speech import Speech
from service.stages.contacts.stretches import find_quoted, lies_within
from service.stages.contacts.voices import Known, VoiceKind, find_voices, know_people, mask_persons, name_behind

_MOST_SPANS = 4
_NAMED = 25
_OPENING = 5
_HEAD = 50
_BEFORE = 3
# Between a rank and the name behind it.
_RANK = 4
# Before and behind a place that opens a sentence: "In Washington, a".
_LEAD = 5
# "TASS, with reference to the press service of the".
_CITED = 40
# A passage that goes on with what somebody is quoted as saying.
_QUOTES = ('"', "“", "«", "„", "「")
_LED = re.compile(r"\w{0,3}(?:,|:| [-–—])?\s*(?:\w{1,4}\s)?")


def find_accounts(
    passages: Sequence[Passage],
    people: Mapping[Side, Sequence[str]],
    voice: Side | None,
    channel: Channel,
    speech: Speech,
    months: Collection[int] = (),
) -> tuple[Account, ...]:
    """The accounts, the US one first. `people`: who took part; `voice`: the side whose publication the article is;
    `months`: those of the contact and of its telling, 1 to 12."""
    known = know_people(people)
    spoken: dict[Side, list[tuple[Passage, str]]] = {side: [] for side in US_AND_RUSSIA}
    last: Side | None = None
    retold = any(speech.books and speech.books.search(passage.folded) for passage in passages if passage.is_head)
    for at, passage in enumerate(passages):
        if passage.is_aside:
            continue
        before = [other for other in passages[:at] if not other.is_aside][-_BEFORE:]
        sayings = find_sayings(passage, speech, known)
        if retold:
            # What a book has the two say to each other is nobody's account.
            sayings = [saying for saying in sayings if saying.voice.kind is not VoiceKind.PERSON]
        told: list[Side] = []
        for saying in sayings:
            latest = told[-1] if told else _institution_before(passage, saying, speech) or last
            for side in resolve_sides(saying, latest, _guess_side(passages[: at + 1], saying, speech)):
                concerns = _concerns_contact(passage, saying, before, channel, months, speech)
                if side not in told and concerns and (passage.zone != "title" or (saying.sides and saying.firm)):
                    spoken[side].append((passage, _speaker(passage, saying)))
                told.append(side)
        goes_on = last not in (None, voice) and passage.text.startswith(_QUOTES)
        if not told and voice and passage.contact and not passage.foreign and not goes_on:
            spoken[voice].append((passage, ""))
        known = _learn_names(passage, sayings, known)
        last = told[-1] if told else _sole_voice(passage, speech) or last
    return tuple(_make_account(side, spoken[side]) for side in US_AND_RUSSIA if spoken[side])


def _learn_names(passage: Passage, sayings: Sequence[Saying], known: Known) -> Known:
    """The people known so far, with those whom a passage names behind a side's office."""
    names: dict[Side, list[str]] = {side: [] for side in US_AND_RUSSIA}
    for saying in sayings:
        name = name_behind(passage, saying.voice) if len(saying.sides) == 1 and saying.voice.head else None
        if name:
            names[saying.sides[0]].append(name)
    learned = know_people(names)
    return {
        side: re.compile("|".join(pattern.pattern for pattern in (known.get(side), learned.get(side)) if pattern))
        for side in US_AND_RUSSIA
        if side in known or side in learned
    }


def _make_account(side: Side, spoken: Sequence[tuple[Passage, str]]) -> Account:
    gist = next((passage for passage, _ in spoken if passage.zone == "body"), spoken[0][0])
    speaker = next((speaker for _, speaker in spoken if speaker), "")
    return Account(side, gist.text, speaker, tuple(passage.span for passage, _ in spoken[:_MOST_SPANS]))


def _guess_side(passages: Sequence[Passage], saying: Saying, speech: Speech) -> Side | None:
    """Whose voice a bare "spokesman" is that opens the telling: the side that a language's texts leave unsaid, else the
    one that the latest passage names first; "he" is the first person of that one."""
    latest, (start, end) = passages[-1], (saying.voice.start, saying.voice.end)
    if speech.pronouns and speech.pronouns.fullmatch(latest.folded, start, end):
        for first in latest.mentions[:1]:
            if first.span.start - latest.start < start and first.side in US_AND_RUSSIA:
                return first.side
    if speech.home:
        return speech.home
    for passage in reversed(passages):
        places = {side: re.search(f"[{PERSON_MARK[side]}{SIDE_MARK[side]}]", passage.marked) for side in US_AND_RUSSIA}
        named = {side: match.start() for side, match in places.items() if match}
        if named:
            return min(named, key=lambda side: named[side])
    return None


def _institution_before(passage: Passage, saying: Saying, speech: Speech) -> Side | None:
    """Whose ministry a bare "the ministry" is: that of the institution named last before it in its sentence."""
    text = passage.folded[: saying.voice.start]
    if saying.sides or (
        speech.pronouns and speech.pronouns.fullmatch(passage.folded, saying.voice.start, saying.voice.end)
    ):
        return None
    speaks = speech.mouths and speech.mouths.search(passage.folded, saying.voice.start, saying.voice.end)
    places: dict[Side, int] = {}
    quoted = find_quoted(passage.text)
    for side in US_AND_RUSSIA:
        pattern = speech.names[side]
        for match in pattern.finditer(text) if pattern else ():
            if lies_within(match.start(), quoted):
                # Who is named in a statement does not issue it.
                continue
            # "In Washington, a spokesman said"; but "Washington had asked; the ministry said".
            opens = speaks and match.start() <= _LEAD and _LED.fullmatch(text[match.end() :])
            if opens or not (speech.places and speech.places.fullmatch(match[0])):
                places[side] = match.start()
    cited = speech.agencies.finditer(text) if speech.agencies and not places else ()
    if any(len(text) - match.end() <= _CITED for match in cited):
        # "TASS quotes the ministry."
        return "ru"
    return max(places, key=lambda side: places[side]) if places else None


def _sole_voice(passage: Passage, speech: Speech) -> Side | None:
    """The side whose voice opens a passage: "its statement" in the next one then is that side's. No headline's, nor a
    tracked person's, nor one's who is said to be silent: "the officials" in the next are others."""
    text = mask_persons(passage)
    head = text[:_HEAD]
    # "Readout of the Secretary's call" is the heading of a release.
    heading = passage.zone == "title" and not (speech.papers and speech.papers.match(text))
    if heading or not speech.nouns or not speech.nouns.search(head):
        return None
    if speech.silent and speech.silent.search(text):
        return None
    voices = find_voices(passage, text, speech, (), {})
    opens = voices and voices[0].start <= _OPENING and voices[0].head and len(voices[0].sides) == 1
    if not opens or any(mention.span.start - passage.start <= voices[0].end + _RANK for mention in passage.mentions):
        return None
    return voices[0].sides[0]


def _is_past_month(date: DateExpression, months: Collection[int]) -> bool:
    """Whether it is a month by its name, without a day, and none of those of the contact and of its telling."""
    return not date.names_day and date.month is not None and bool(months) and date.month not in months


def _concerns_contact(
    passage: Passage,
    saying: Saying,
    before: Sequence[Passage],
    channel: Channel,
    months: Collection[int],
    speech: Speech,
) -> bool:
    """Whether what is said speaks of the contact: in the head of the article, by the words of its passage, or right
    after one that does. Whatever is said about a standing line that opens or closes is."""
    aside = passage.zone == "body" and passage.order > 0
    if aside and any(date.start <= _OPENING and _is_past_month(date, months) for date in passage.dates):
        # "In March the Pentagon complained": of another time.
        return False
    told = before[-1] if aside and _goes_on(passage, saying) else passage
    if aside and (_is_other_news(told, speech) or _is_of_policy(passage, saying, speech)):
        return False
    if passage.is_head or (passage.contact and not passage.foreign):
        return True
    near = [other for other in before if other.zone == passage.zone and not other.foreign]
    follows = any(other.contact or other.is_head for other in near)
    if (
        saying.sides
        and not passage.mentions
        and any((date.month is not None or date.months is not None) and date.names_day for date in passage.dates)
    ):
        # A day of its own is that of something else: "on June 18 a plane was shot down".
        return False
    if passage.foreign:
        return follows and not saying.sides
    if channel is Channel.HOTLINE:
        return True
    # "According to Moscow, the initiative came from Washington."
    asked = speech.requests is not None and speech.requests.search(passage.folded) is not None
    return follows and (saying.firm or bool(passage.mentions) or asked)


def _goes_on(passage: Passage, saying: Saying) -> bool:
    """Whether "it added" says more of what the passage before was about."""
    return not (saying.sides or passage.contact or passage.mentions)


def _is_other_news(passage: Passage, speech: Speech) -> bool:
    """Whether a passage that has neither of the people nor a contact tells of something else: "19 drones were shot
    down"."""
    other = speech.other_news is not None and speech.other_news.search(passage.folded) is not None
    return other and not passage.contact and not passage.mentions


def _is_of_policy(passage: Passage, saying: Saying, speech: Speech) -> bool:
    """Whether a government or its diplomats speak, and no word of it is of a contact: "Lavrov said the West was playing
    with fire"."""
    if speech.policy is None or passage.contact or passage.mentions:
        return False
    if speech.refers is not None and speech.refers.search(passage.folded):
        return False
    voice = saying.voice
    return speech.policy.search(passage.folded, max(0, voice.start - _NAMED), voice.end + _NAMED) is not None


def _speaker(passage: Passage, saying: Saying) -> str:
    """The voice as the text words it."""
    return passage.text[saying.voice.start : saying.voice.end]
