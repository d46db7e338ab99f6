"""Addresses: cleaned for use, and folded for comparison.

Enters: a link as a feed or page gave it. Leaves: an absolute http(s) URL without tracking, or a string that is equal
for all addresses of one page. Called by the readers and keys here, and by the read job for the canonical URL of an
article. Nothing is fetched.
"""

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from yarl import URL

from service.stages.parse.markup import word_set

MAX_URL = 2_000

# Query parameters that only say where the reader came from; a name ending in * is a prefix.
_TRACKING = word_set(
    "fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid twclid ttclid igshid igsh mc_cid mc_eid "
    "mkt_tok _openstat _hsenc _hsmi hsctatracking vero_id vero_conv oly_anon_id oly_enc_id wickedid s_cid "
    "ocid cmpid cmp ncid ns_mchannel ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign "
    "at_link_id at_link_origin at_link_type at_ptr_name at_bbc_team at_format at_custom1 at_custom2 "
    "at_custom3 at_custom4 xtor spm scm smid smtyp partner traffic_source ref_src ref_url feedname "
    "feedtype rss_id cvid _ga _gl sref soc_src soc_trk guccounter guce_referrer guce_referrer_sig srnd "
    "rdid wt_mc wt_zmc cndid taid sfmc_id sfmc_key mbid from_rss fromrss ysclid rb_clickid erid utm"
)
_TRACKING_PREFIXES = (
    "utm_",
    "pk_",
    "mtm_",
    "piwik_",
    "matomo_",
    "hsa_",
    "stm_",
    "itm_",
    "at_custom",
    "trk_",
    "sc_camp",
    "sc_chan",
)
# Parameters that mean the feed as a source only with such a value: they carry meaning elsewhere.
_SOURCE_PARAMETERS = word_set("ref from source src via feed origin platform campaign cid")
_SOURCE_VALUES = re.compile(
    r"^(?:rss\w*|feed\w*|atom|twitter|facebook|telegram|newsletter|email|home|social|syndication)$", re.I
)
_SESSION = word_set(
    "phpsessid jsessionid sessionid session_id sess aspsessionid cfid cftoken zenid oscsid sessid asp.net_sessionid"
)
_TOKEN = re.compile(r"^(?=.*\d)(?=.*[a-zA-Z])[\w\-]{16,}$")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.I)
_TRACKING_FRAGMENT = re.compile(
    r"^(?:xtor|utm_|rss|ref|at_|:~:text|comments?$|respond$|Echobox|intcid|tpcc|top$|main$)", re.I
)
# An address without its scheme; anything less plain is a path.
_BARE_HOST = re.compile(r"^www\.[\w\-]+(?:\.[\w\-]+)+(?:[/?#:]|$)", re.I)
_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.\-]*):", re.I)


def resolve_link(raw: str, base: str) -> str | None:
    """`raw` as an absolute http(s) URL, or None where it is anything else (script, file, mail, unreadable, endless)."""
    # Browsers ignore tabs and line ends inside a scheme, so they must not hide one here.
    text = re.sub(
        r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+",
        lambda m: " " if m[0].isspace() and "\t" not in m[0] and "\n" not in m[0] else "",
        raw[: MAX_URL * 2],
    ).strip(" <>\"'")
    if not text or len(text) > MAX_URL:
        return None
    if _BARE_HOST.match(text):
        text = f"//{text}"
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ("http", "https"):
        # "example.org:8080/x" has no scheme; "javascript:x" has.
        return None
    try:
        return _checked(URL(urljoin(base, text) if not scheme or "://" not in text else text))
    except (ValueError, TypeError, UnicodeError):
        return None


def _checked(url: URL) -> str | None:
    if url.scheme not in ("http", "https") or not url.host or url.user or url.password:
        return None
    return str(url) if url.port else None


@lru_cache(maxsize=2_048)
def normalise_url(url: str) -> str:
    """`url` without tracking parameters, session ids and fragment; host in lower case, default port dropped.

    Fit to be fetched and shown. An address that cannot be read is returned as it came.
    """
    try:
        parsed = URL(url)
        query = [(key, value) for key, value in parsed.query.items() if not _is_tracking(key, value)]
        path = _PATH_SESSION.sub("", parsed.raw_path)
        fragment = parsed.raw_fragment if parsed.raw_fragment.startswith("!") else ""
        if len(query) == len(parsed.query):
            # Rebuilding a query changes its spelling (a valueless parameter, a plus sign): only where one goes.
            clean = parsed.with_fragment(None)
            if path != parsed.raw_path:
                clean = clean.with_path(path, encoded=True, keep_query=True)
        else:
            clean = parsed.with_fragment(None).with_path(path, encoded=True).with_query(query or None)
        return str(clean) + (f"#{fragment}" if fragment else "")
    except (ValueError, TypeError, UnicodeError):
        return url


@lru_cache(maxsize=2_048)
def link_identity(url: str) -> str:
    """A string that is equal for all usual spellings of one page: http or https, with or without www., final slash.

    A fragment counts, unless it only tells where the reader came from: feeds of live pages tell items apart by it.
    """
    clean = normalise_url(url)
    try:
        parts = urlsplit(clean)
        fragment = urlsplit(url).fragment
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").rstrip(".")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return clean
    path = re.sub(r"/(?:index\.(?:html?|php|aspx?))?$", "", parts.path)
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    kept = f"#{fragment}" if fragment and not _TRACKING_FRAGMENT.match(fragment) else ""
    return f"{host}{port}{path}" + (f"?{query}" if query else "") + kept


def is_front_page(url: str, home: str | None) -> bool:
    """Whether a link leads to a site's front page, or to what the feed calls its site: it identifies no item."""
    identity = link_identity(url)
    return ("/" not in identity and "?" not in identity and "#" not in identity) or (
        home is not None and identity == link_identity(home)
    )


def same_site(one: str, other: str) -> bool:
    """Whether two URLs share their last two host labels (three under a country's second level) or the literal host."""
    try:
        first, second = urlsplit(one).hostname or "", urlsplit(other).hostname or ""
    except ValueError:
        return False
    return bool(first) and _site(first) == _site(second)


def _site(host: str) -> str:
    labels = host.rstrip(".").lower().split(".")
    if labels[-1].isdigit() or ":" in host:
        return host
    second_level = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in ("co", "com", "gov", "org", "net", "ac", "mil", "edu", "gob", "go", "or")
    )
    return ".".join(labels[-3:] if second_level else labels[-2:])


def _is_tracking(key: str, value: str) -> bool:
    name = key.lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES) or name in _SESSION or name.startswith("aspsessionid"):
        return True
    if name in ("sid", "s", "session"):
        return bool(_TOKEN.match(value))
    return name in _SOURCE_PARAMETERS and bool(_SOURCE_VALUES.match(value))
