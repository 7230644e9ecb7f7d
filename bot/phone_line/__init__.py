"""A telephone line of our own on PJSUA2: a process beside the server, started by `shuoshi phone-line`. The server imports nothing of it.

main        builds and joins the parts; this process's clock and chance are born there
calls       PJSUA2: the endpoint, the account, the calls; knows sounds, keys and hanging up, nothing of villages
dialogs     what is said and asked in a call, as scripts: the hotline, and one question
placing     a call that the server asks for: hours, tries, place; and what became of it
hotline     a call that comes in: greeted, recorded, kept as a voicemail or a missed call
control     HTTP on 127.0.0.1: POST /calls, GET /recordings/ID, signed
events      what happened, kept in a folder until the server has thanked for it
jobs        calls under way, kept in a folder: after a crash each is finished, and nothing is lost
tries       at most two tries a day and person, 9 to 20 o'clock, none after an answer
prompts     the sound of a sentence: recorded by the village, else espeak-ng
sound       WAV: 8 kHz mono 16 bit; how much of it is sound
transcribe  a recording's words, where the village has brought a model
disk        files that are there whole or not at all
"""
