"""The short form of the hostile run: a few cases of every kind, polled by the real command, without one miss.

`python tests/faults/run_faults.py` runs all of them, `run_daemon.py` the daemon beside them.
"""

from pathlib import Path

import pytest

from tests.faults import run_faults as faults

# Cases that end by themselves (the feed of all pages has one that hangs), at most three polls each: the kinds at which
# something once went wrong, and good feeds.
QUICK = frozenset(
    """
    ok ok-atom ok-rdf json-feed endless-body endless-headers huge-header reset-mid-body http10-no-length
    content-length-short content-length-long length-and-chunked chunked-garbage continue-flood chunked-one-byte
    early-hints switching-protocols tls-self-signed connection-refused dns-empty-label url-bad-port url-canary
    gzip-truncated gzip-bomb gzip-no-header gzip-declared-plain encoding-chain redirect-301-new-feed redirect-loop
    redirect-file redirect-loopback redirect-localhost redirect-ipv6-mapped redirect-decimal-ip redirect-metadata
    meta-refresh-private cookie-loop status-404 status-429-date status-204 status-410-gone status-500-feed gone-and-back
    etag-weak 304-with-body etag-always-304 ttl-absurd empty-body truncated-in-name xxe-file xinclude entity-chain
    external-dtd parameter-entity internal-entity nested-1m-open attributes-50k author-redos charref-huge double-bom
    html-one-link html-relative-link html-ring html-private-link html-no-link opml-body json-deep json-surrogate-nul
    cp1251-undeclared utf8-declared-utf16 utf16-nothing one-bad-byte charset-undefined guid-whitespace guid-for-all
    link-for-all description-only date-russian date-japanese date-february-31 xss-script-title link-javascript
    link-canary ansi-title log-forgery mail-header-title path-guid zalgo name-zero-width name-soft-hyphen
    name-in-comment name-instrumental external-dtd-canary header-folded gzip-file-name gzip-many-members
    redirect-tab-in-scheme redirect-mapped-hex redirect-circled redirect-backslash doctype-own entity-circle
    feed-in-page torn-item guid-is-a-path rss-11 cdf namespace-of-pages title-unclosed part-in-cp1251 twice-cp1251
    utf16-mark-reversed json-comma length-twice-alike junk-behind-length gzip-as-deflate tags-unended entity-cdata
    date-reiwa
    """.split()  # noqa: SIM905
)


def test_a_few_faults_of_every_kind_do_no_harm_and_are_read_as_they_should(tmp_path: Path) -> None:
    port = faults.find_ports(6)
    with faults.serve(faults.SERVER, port) as known:
        assert {case["name"] for case in known} >= QUICK
        run = faults.run_cases([case for case in known if case["name"] in QUICK], port, tmp_path)
    assert run.unsafe == []
    assert {name: what for name, what in run.misses.items() if name not in faults.EXPLAINED} == {}


@pytest.mark.parametrize("name", sorted(faults.EXPLAINED))
def test_what_is_explained_is_a_case(name: str) -> None:
    assert f"'{name}'" in faults.SERVER.read_text(encoding="utf-8")
