"""The two ways in which a channel says no: to a request that is not ours, and to a message that could not be handed on."""


class NotOurs(Exception):
    """The request does not prove that it comes from our provider, or cannot be read: refused, nothing is kept.

    status is the HTTP answer by the contract: 403 wrong token or signature, 401 stale, 400 unreadable, 413 too large.
    reason is for the counter and the log: a fixed word, never a part of the request.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class SayFailed(Exception):
    """The one fault of `say`: again=True asks for another try later, False says that this way is closed for the person.

    code is the provider's error code as text, for the outbox row and the counter. unfollowed: the person left the account.
    retry_after_s: how long the provider wants to be left alone; None leaves it to the outbox.
    """

    def __init__(self, code: str, *, again: bool, unfollowed: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        self.unfollowed = unfollowed
        self.retry_after_s = retry_after_s
