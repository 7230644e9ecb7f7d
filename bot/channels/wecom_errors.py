"""What each of WeCom's error codes asks of us; the actions are those of wechat_errors, the numbers often mean something else."""

from bot.channels.wechat_errors import Action

# developer.work.weixin.qq.com, document/path/90313. HTTP says 200 with all of them.
ACTIONS = {
    -1: Action.RETRY,  # system busy
    40001: Action.ALARM,  # secret; on the Official Account the same number is a token's
    40003: Action.UNFOLLOWED,  # no such member
    40004: Action.DROP,  # no kind of media
    40005: Action.DROP,  # no such file type
    40006: Action.DROP,  # the file's size
    40007: Action.DROP,  # media_id bad, or older than three days
    40008: Action.DROP,  # no such message type
    40013: Action.ALARM,  # corp_id
    40014: Action.NEW_TOKEN,
    40056: Action.ALARM,  # agent_id
    40058: Action.DROP,  # a parameter
    41001: Action.NEW_TOKEN,  # no token in the call
    41002: Action.ALARM,  # no corp_id
    41004: Action.ALARM,  # no secret
    42001: Action.NEW_TOKEN,
    43004: Action.UNFOLLOWED,  # the member does not follow the company
    44004: Action.DROP,  # no words in it
    45002: Action.SPLIT,
    45009: Action.MINUTE,  # calls of this interface: 10,000 in a minute, 150,000 in an hour
    45033: Action.MINUTE,  # too many calls at once
    46003: Action.DROP,  # there is no menu
    48002: Action.ALARM,  # the application may not use the interface
    50001: Action.ALARM,  # the redirect address is not registered
    50002: Action.UNFOLLOWED,  # the member is out of the application's reach
    50003: Action.ALARM,  # the application is switched off
    60011: Action.ALARM,  # the application has no right to these members
    60020: Action.ALARM,  # our address is not among the trusted ones
    60111: Action.UNFOLLOWED,  # no such member
    81013: Action.UNFOLLOWED,  # none of the receivers exists or may be written to
    82001: Action.UNFOLLOWED,  # none of the receivers is valid
    301002: Action.ALARM,  # the secret is another application's
}
