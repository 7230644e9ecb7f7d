"""Proofs: what a gateway must show us, and how we sign what we ask of a cloud. Pure functions; moments and chance come in."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha1, sha256
from urllib.parse import quote, unquote

from bot.channels import NotOurs

SKEW_S = 300  # how far ahead a signer's clock may be; and how old a proof may be that does not cover the body
MAX_LATE_S = 48 * 3600  # a gateway that signs its body and tries for two days is still fresh: its id tells duplicates


def same(given: str, expected: str) -> bool:
    """Compared in a time that tells nothing of where they differ; an empty expectation is never met."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def prove_token(given: str, expected: str) -> None:
    """The ?token= of a callback URL. Raises NotOurs 403."""
    if not same(given, expected):
        raise NotOurs(403, "token")


def prove_body(key: str, body: bytes, headers: Mapping[str, str], now: float) -> datetime:
    """X-Signature = hex HMAC-SHA256(key, body + X-Timestamp): the moment of signing. Raises NotOurs 403, then 401."""
    stamp = headers.get("X-Timestamp", "")
    if not is_stamp(stamp, 11):
        raise NotOurs(403, "timestamp")
    expected = body_signature(key, body, stamp)
    if not same(headers.get("X-Signature", "").lower(), expected):
        raise NotOurs(403, "signature")
    if not -SKEW_S <= now - int(stamp) <= MAX_LATE_S:
        raise NotOurs(401, "stale")
    return datetime.fromtimestamp(int(stamp), UTC)


def body_signature(key: str, body: bytes, stamp: str) -> str:
    """The X-Signature of a body at X-Timestamp."""
    return hmac.new(key.encode(), body + stamp.encode(), sha256).hexdigest()


def is_stamp(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= most


def forwarder_sign(secret: str, stamp: str) -> str:
    """SmsForwarder's sign before its URL encoding: base64 HMAC-SHA256(secret, milliseconds + newline + secret)."""
    return b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")).decode()


def prove_stamp(secret: str, stamp: str, sign: str, now: float) -> None:
    """SmsForwarder's proof covers its moment alone, and comes plain, URL-encoded or encoded twice. Raises NotOurs 403, then 401."""
    if not is_stamp(stamp, 14):
        raise NotOurs(403, "timestamp")
    expected = forwarder_sign(secret, stamp)
    plain = sign.replace(" ", "+")  # a plus that a form took for a space
    if not any([same(plain, expected), same(unquote(plain), expected), same(unquote(unquote(plain)), expected)]):
        raise NotOurs(403, "signature")
    if abs(now - int(stamp) / 1000) > SKEW_S:
        raise NotOurs(401, "stale")


def twilio_signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """X-Twilio-Signature: base64 HMAC-SHA1(token, URL + every name and value, sorted; of equal pairs one)."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return b64encode(hmac.new(token.encode(), signed.encode("utf-8", "surrogatepass"), sha1).digest()).decode()


def tc3(secret_id: str, secret_key: str, *, host: str, service: str, body: bytes, now: int) -> str:
    """Authorization of a Tencent Cloud API 3.0 call: POST / with a JSON body, signed at `now` (seconds), TC3-HMAC-SHA256."""
    day = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
    asked = f"POST\n/\n\ncontent-type:application/json\nhost:{host}\n\ncontent-type;host\n{sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{now}\n{scope}\n{sha256(asked.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), sha256).hexdigest()
    return f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}"


def acs3(secret_id: str, secret_key: str, *, query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """Authorization of an Alibaba Cloud call, V3: POST / with everything in the query and an empty body, ACS3-HMAC-SHA256.

    headers: lower-case names, all of them signed; host, x-acs-action, -version, -date, -signature-nonce, -content-sha256.
    """
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    asked = f"POST\n/\n{acs3_query(query)}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(asked.encode()).hexdigest()}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), sha256).hexdigest()
    return f"ACS3-HMAC-SHA256 Credential={secret_id},SignedHeaders={names},Signature={signature}"


def acs3_query(query: Mapping[str, str]) -> str:
    """The query as it is signed and must be sent: sorted, RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))
