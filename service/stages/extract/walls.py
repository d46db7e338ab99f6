"""Says whether a page's text is an article, or what a wall says in its place.

Enters: the extracted text, the page's title, its markup, its address. Leaves: the text without a wall's own lines, and
the problem, "" if there is none. Called by `page`. Judged is how much is left when the wall's lines are gone: a paywall
under four honest paragraphs leaves them; a banner that was extracted as the article leaves nothing.
"""

import re
from urllib.parse import urlsplit

from service.stages.extract.cues import MARKUP, TITLES
from service.stages.extract.phrases import PHRASES

_SHORT = 400
_MEDIUM = 1_500
_CONSENT_HOST = re.compile(
    r"^(?:consent|guce|privacy|cmp|cookie)s?[.\-]|/(?:consent|collectconsent|privacygate|privacy-gate|cookiewall)\b"
)
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|signin|sso|auth|oauth2?|account/login|users/sign_in)(?:[/.?]|$)", re.I)
_TITLES = {problem: re.compile(pattern, re.I) for problem, pattern in TITLES.items()}
# No headline is so worded; what such a page has besides are links to what can be found.
_NOT_FOUND = re.compile(
    r"^\W{0,5}(?:(?:error|ошибка|fehler|erreur|помилка)\s+404\b|404\W{1,3}(?:not found|page not found|error)\b|"
    r"page not found|страница не найдена|seite nicht gefunden|page introuvable|página no encontrada|"
    r"pagina non trovata|nie znaleziono strony|сторінку не знайдено|sayfa bulunamadı|página não encontrada)(?!\w)",
    re.I,
)
_REFRESH = re.compile(r"<meta[^>]{0,200}http-equiv\s{0,3}=\s{0,3}[\"']?refresh", re.I)


def judge_text(text: str, *, title: str, page: str, url: str, free: bool, scripts: int) -> tuple[str, str]:
    """(text, "") for an article, ("", problem) for anything else. `page` is the raw markup, `free` its own claim."""
    kept, hits = _without_cues(text)
    problem = _problem(kept, text, hits, title=title, page=page, url=url)
    if not problem and not free and len(kept) < _SHORT and ("paywall" in hits or len(kept) < 200):
        problem = "paywall"
    if not problem and not kept.strip():
        if _REFRESH.search(page[:5_000]):
            problem = "page only leads elsewhere"
        elif scripts or "javascript" in page[:20_000].lower():
            problem = "page needs JavaScript"
        else:
            problem = "no text on the page"
    return ("", problem) if problem else (kept, "")


def _without_cues(text: str) -> tuple[str, dict[str, int]]:
    """The text without the lines that a wall speaks, and how many such lines there are of each kind."""
    kept: list[str] = []
    hits: dict[str, int] = {}
    for line in text.split("\n"):
        kinds = _line_kinds(line)
        for kind in kinds:
            hits[kind] = hits.get(kind, 0) + 1
        if not kinds:
            kept.append(line)
    return "\n".join(kept), hits


def _line_kinds(line: str) -> list[str]:
    # A long paragraph that speaks of cookies is news about cookies.
    if len(line) > 700:
        return []
    folded = line.lower().replace("’", "'")
    found = [kind for kind, phrases in PHRASES.items() if any(phrase in folded for phrase in phrases)]
    if found and len(line) > 250:
        return [kind for kind in found if sum(phrase in folded for phrase in PHRASES[kind]) > 1]
    return found


def _problem(kept: str, text: str, hits: dict[str, int], *, title: str, page: str, url: str) -> str:
    lower = page[:300_000].lower()
    address = urlsplit(url)
    if (_CONSENT_HOST.search(address.netloc) or _CONSENT_HOST.search(address.path)) and len(kept) < 3 * _MEDIUM:
        return "consent wall"
    for kind, pattern in _TITLES.items():
        if len(kept) >= _MEDIUM or not pattern.search(title[:200]):
            continue
        marked = any(cue in lower for cue in MARKUP.get(kind, ()))
        # A headline may speak of a denied access or an error; then the page does not, and has text.
        if kind in hits or marked or len(kept) < 150 or (kind == "page not found" and _NOT_FOUND.search(title)):
            return kind
    for kind in ("challenge page", "login page", "consent wall"):
        marked = any(cue in lower for cue in MARKUP[kind])
        if marked and kind in hits and len(kept) < _SHORT:
            return kind
    if _LOGIN_PATH.search(address.path) and len(kept) < _MEDIUM and any(cue in lower for cue in MARKUP["login page"]):
        return "login page"
    spoken = sorted(hits, key=lambda kind: -hits[kind])
    if spoken and len(kept) < _SHORT and len(kept) < len(text) * 0.6:
        return spoken[0]
    if spoken and spoken[0] == "paywall" and len(kept) < _SHORT:
        return "paywall"
    if spoken and spoken[0] == "consent wall" and hits["consent wall"] >= 3 and len(kept) < _MEDIUM:
        return "consent wall"
    return ""
