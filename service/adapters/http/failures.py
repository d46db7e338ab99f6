"""What went wrong, in plain words: exceptions of the client and statuses of the server as FetchErrors.

Enters: an exception, or a status with its headers. Leaves: a FetchError whose message names the host, never the
server's own words, credentials or queries. Called by the fetcher.
"""

import asyncio
import os
import ssl
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import aiohttp
from aiohttp import http_exceptions
from yarl import URL

from service.adapters.http.addresses import show_url
from service.adapters.http.headers import read_retry_after
from service.adapters.http.resolver import BlockedAddressError
from service.errors import FetchError, FetchKind

# Everything that a connection, a hostile answer or the client's own parsers are known to raise.
NETWORK_ERRORS = (
    BlockedAddressError,
    aiohttp.ClientError,
    http_exceptions.HttpProcessingError,
    ssl.SSLError,
    asyncio.IncompleteReadError,
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    AssertionError,
)

# The beginning of the client's own message -> what is wrong, in plain words. What follows it may be the server's bytes.
_FAULTS = (
    ("bad status line", "it does not begin with a status line"),
    ("duplicate content-length", "it has two Content-Lengths"),
    ("transfer-encoding can't be present", "it has a Content-Length and is in chunks as well"),
    ("content-length can't be present", "it has a Content-Length and is in chunks as well"),
    ("invalid character in content-length", "its Content-Length is no number"),
    ("invalid character in chunk", "its chunks are malformed"),
    ("got more than", "a line of its header is too long"),
    ("too many headers", "its header has too many lines"),
    ("invalid header", "its header has a malformed line"),
    ("invalid http header", "its header has a malformed line"),
    ("response payload is not completed: <contentlength", "it is shorter than its Content-Length says"),
    ("response payload is not completed: <transferencoding", "it ends before its last chunk"),
    ("too many interim", "it says 'continue' without end"),
)


def explain_exception(error: BaseException, url: URL, *, redirected: bool = False) -> FetchError:
    """The FetchError for an exception raised while `url` was asked; the caller chains it.

    `redirected`: it is not the address that was asked for. Nobody is then advised to allow it.
    """
    where = f"{url.host_subcomponent}:{url.port}"
    if isinstance(error, BlockedAddressError) and redirected:
        return FetchError(
            f"it redirects to {where}, which is not a public address: refused", kind=FetchKind.BLOCKED, transient=False
        )
    if isinstance(error, BlockedAddressError):
        return FetchError(
            f"{where} is not a public address; list it under polling.allow_private if it is meant",
            kind=FetchKind.BLOCKED,
            transient=False,
        )
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return FetchError(f"the proxy refused to connect to {where} ({error.status})", kind=FetchKind.CONNECT)
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return FetchError("the proxy cannot be reached", kind=FetchKind.CONNECT)
    if isinstance(error, aiohttp.ClientConnectorDNSError | UnicodeError):
        return FetchError(f"the name {url.raw_host} cannot be resolved", kind=FetchKind.DNS)
    if isinstance(error, ssl.SSLCertVerificationError | aiohttp.ClientConnectorCertificateError):
        return FetchError(f"{where} shows a certificate that cannot be trusted", kind=FetchKind.TLS)
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return FetchError(f"{where} does not speak proper TLS", kind=FetchKind.TLS)
    if isinstance(error, TimeoutError):
        return FetchError(f"{where} did not answer in full within the time allowed", kind=FetchKind.TIMEOUT)
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchError(f"no connection to {where} ({_errno_text(error.os_error)})", kind=FetchKind.CONNECT)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return FetchError(f"{where} closed the connection without an answer", kind=FetchKind.CONNECT)
    if isinstance(error, aiohttp.InvalidURL):
        return FetchError("the address is not a valid URL", kind=FetchKind.BAD_URL, transient=False)
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchError(f"the answer of {where} broke off or is damaged{_find_fault(error)}", kind=FetchKind.PROTOCOL)
    if isinstance(error, OSError):
        return FetchError(f"the connection to {where} was lost ({_errno_text(error)})", kind=FetchKind.CONNECT)
    return FetchError(f"the answer of {where} is not proper HTTP{_find_fault(error)}", kind=FetchKind.PROTOCOL)


def _find_fault(error: BaseException) -> str:
    said = " ".join(str(getattr(error, "message", "") or error)[:200].split()).lower()
    return next((f": {plain}" for start, plain in _FAULTS if said.startswith(start)), "")


def _errno_text(error: OSError) -> str:
    """The system's word for it, never the exception's own text, which may quote addresses and bytes."""
    if error.errno is None:
        return type(error).__name__
    return os.strerror(error.errno).lower()


def explain_status(
    status: int, url: URL, headers: Mapping[str, str], now: datetime, *, detour: bool = False
) -> FetchError:
    """The FetchError for an answer that is neither 200, 304 nor a redirect.

    `detour`: a temporary redirect led there; what is gone is then not the address that was asked for.
    """
    retry_at = read_retry_after(headers, now)
    said = f"{show_url(url)} answered {status} {_phrase(status)}".rstrip()
    if status == HTTPStatus.GONE and not detour:
        return FetchError(said, kind=FetchKind.GONE, transient=False, status=status)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return FetchError(said, kind=FetchKind.THROTTLED, status=status, retry_at=retry_at)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED):
        return FetchError(f"{said}; give it credentials (`auth`)", kind=FetchKind.AUTH, transient=False, status=status)
    if status == HTTPStatus.FORBIDDEN:
        return FetchError(said, kind=FetchKind.AUTH, transient=False, status=status)
    transient = status >= 500 or status < 400 or status in (404, 408, 410, 421, 425)
    return FetchError(said, kind=FetchKind.HTTP, transient=transient, status=status, retry_at=retry_at)


def _phrase(status: int) -> str:
    """The registered phrase: what the server wrote there is not repeated."""
    try:
        return f"({HTTPStatus(status).phrase})"
    except ValueError:
        return ""
