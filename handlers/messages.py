"""What comes in and what goes out, the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ChannelName(StrEnum):
    WECHAT = "wechat"
    WECOM = "wecom"
    SMS = "sms"
    PHONE = "phone"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, event or status as it came in.

    account is the settings key ("main"); sender what the provider calls the person (openid, E.164 number, name).
    message_id is the provider's own id, "" when it has none. unique is what makes the message itself and not another:
    the provider's id, or for events the fields that tell two apart; the database's unique key is made of
    (channel, account, sender, unique). kind is text image voice video location link event.NAME status key missed_call.
    text holds the words (voice: the recognition, if any), at most 2,000 characters. media is the provider's handle to
    fetch later. extra holds what else matters: scene, event_key, latitude, longitude, label, url, status …
    sent_at is the provider's time, UTC.
    """

    channel: ChannelName
    account: str
    sender: str
    message_id: str
    unique: str
    kind: str
    sent_at: datetime
    text: str | None = None
    media: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
