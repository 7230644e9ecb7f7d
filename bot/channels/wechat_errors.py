"""What each of the platform's error codes asks of us: one table, one translation for the outbox, one alarm an hour."""

import logging
from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.refusals import SayFailed

log = logging.getLogger(__name__)

ALARM_EVERY_S = 3600.0  # a fan-out to thousands of an account set up wrongly must not fill the log


class Action(StrEnum):
    """What an error code asks of us. The first three are done within the call, the rest by whoever called."""

    RETRY = "retry"  # again a little later, at most three tries
    NEW_TOKEN = "new_token"  # noqa: S105  no secret; fetch the token once, try once more
    UPLOAD = "upload"  # the media_id has gone: upload once more, send once more
    SPLIT = "split"  # too long: in two halves
    LATER = "later"  # the outbox tries again
    MINUTE = "minute"  # the minute's quota is used up
    DAY = "day"  # the day's quota is used up; it is counted anew at midnight, Beijing time
    UNFOLLOWED = "unfollowed"  # the person left the account
    ASK_CONSENT = "ask_consent"  # no consent is left: it is asked for when the person is next in touch
    OTHER_WAY = "other_way"  # the window is shut: a template message, a notice, an SMS
    HOLD = "hold"  # the window's messages are used up: nothing by chat until the person writes again
    STOP = "stop"  # the person does not want the account's messages
    DROP = "drop"  # this call can never succeed as it is
    ALARM = "alarm"  # the account itself is set up wrongly; somebody must look


# developers.weixin.qq.com, Global_Return_Code, and what experience says of it. HTTP says 200 with all of them.
ACTIONS = {
    -1: Action.RETRY,  # system busy
    40001: Action.NEW_TOKEN,
    40014: Action.NEW_TOKEN,
    42001: Action.NEW_TOKEN,
    40003: Action.DROP,  # no openid of this account
    40004: Action.DROP,  # no kind of media
    40005: Action.DROP,  # no such file type for this kind
    40006: Action.DROP,  # the file's size
    40007: Action.UPLOAD,  # media_id bad, or older than three days
    40013: Action.ALARM,  # app_id
    40029: Action.DROP,  # a code of a web login, bad: the login is begun again
    40037: Action.ALARM,  # the account has no template of this id
    40125: Action.ALARM,  # secret
    40163: Action.DROP,  # a code of a web login, used twice: the login is begun again
    40164: Action.ALARM,  # our address is not in the account's white list
    43004: Action.UNFOLLOWED,
    43101: Action.ASK_CONSENT,
    45002: Action.SPLIT,
    45009: Action.DAY,
    45011: Action.MINUTE,
    45015: Action.OTHER_WAY,  # more than 48 h since the person wrote
    45047: Action.HOLD,  # the messages allowed since the person wrote are used up
    46003: Action.DROP,  # there is no menu
    47003: Action.DROP,  # a value does not fit the template's field
    48001: Action.ALARM,  # this account may not use the interface
    48002: Action.STOP,  # the person has switched the account's messages off
    50005: Action.UNFOLLOWED,
}
AGAIN = frozenset({Action.RETRY, Action.NEW_TOKEN, Action.LATER, Action.MINUTE, Action.DAY})


class Fault(Exception):
    """Something went wrong in one try; code is the platform's number or a fixed word of ours."""

    def __init__(self, code: str, action: Action) -> None:
        super().__init__(code)
        self.code = code
        self.action = action


def action_of(code: str, table: Mapping[int, Action] = ACTIONS) -> Action:
    """What SayFailed.code of this provider asks for; LATER for a number that nobody has told us of, and for our own words."""
    number = int(code) if code.removeprefix("-").isdecimal() and len(code) < 10 else 0
    return table.get(number, Action.LATER)


def said_of(fault: Fault, now: float) -> SayFailed:
    """The outbox's view of a fault; now is seconds since 1970."""
    wait = None
    if fault.action is Action.MINUTE:
        wait = 60.0
    elif fault.action is Action.DAY:
        wait = 86400 - (now + 8 * 3600) % 86400
    unfollowed = fault.action is Action.UNFOLLOWED
    return SayFailed(fault.code, again=fault.action in AGAIN, unfollowed=unfollowed, retry_after_s=wait)


class Alarm:
    """Rings once an hour for each code, however many messages it stops. now is any clock in seconds, what the provider's name."""

    def __init__(self, now: Callable[[], float], what: str) -> None:
        self._now = now
        self._what = what
        self._rung: dict[str, float] = {}

    def ring(self, code: str) -> None:
        now = self._now()
        if now - self._rung.get(code, float("-inf")) >= ALARM_EVERY_S:
            self._rung[code] = now
            log.error("the %s account is set up wrongly: errcode %s", self._what, code)
