"""`shuoshi channel check`: what is wrong with one account, step by step, each step with what to do next.

steps     one line of the answer, in two languages
subject   the account that is looked at, and what it is looked at with
our_side  we make ourselves its provider and call our own server, with its proof and with a wrong one
answers   what a provider's refusals ask of whoever set the account up
heard_of  when a watched gateway last gave a sign
trial     one real message to one receiver, and what comes back of it
kinds     the settings' kinds → the files below

One file per provider has `callback` (the request that its provider makes; it leaves a status line at most, never words)
and `probe` (a question to the provider that changes nothing and costs nothing):
wechat, wecom, android_gateway, smsforwarder, gammu, kannel, tencent, aliyun, twilio, phone_line.
"""
