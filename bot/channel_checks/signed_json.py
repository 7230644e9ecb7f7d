"""A JSON callback whose body is signed with a key (X-Timestamp, X-Signature), as several gateways send it."""

import json
from typing import Any

from bot.channel_checks.our_side import Callback
from bot.channel_checks.subject import Subject
from bot.channels.sms_signing import body_signature


def signed_json(subject: Subject, key: str, event: Any, wrong: bool, thanks: Any) -> Callback:
    """event as the body, signed now; wrong: with a key that is not ours."""
    body, stamp = json.dumps(event).encode(), str(subject.now())
    signature = body_signature(f"not-{key}" if wrong else key, body, stamp)
    headers = {"Content-Type": "application/json", "X-Timestamp": stamp, "X-Signature": signature}
    return Callback(thanks, body, headers=headers)
