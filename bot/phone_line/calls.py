"""PJSUA2: the endpoint, the account and the calls, all in the thread that pumps. It logs nothing: its own log is full of numbers.

The wheel holds four calls at a time. Only PCMA and PCMU are offered; keys are RFC 2833 events, under the payload type that
the other side asks for.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pjsua2 as pj

from bot.phone_line.dialogs import Course
from bot.phone_line.runner import Runner
from bot.phone_settings import PhoneLineSettings, Registration

log = logging.getLogger("shuoshi.phone_line")

MOST_CALLS = 4  # PJSUA_MAX_CALLS of the wheel
RING_S = 45.0  # how long it rings; also how long an answered call may stay without sound
_CODECS = {"PCMA": 255, "PCMU": 254}  # and their priorities
_WHO = re.compile(r"(?:sips?|tel):([^@;>]{1,80})")


class Phone:
    """incoming: the course of a call from this number ("" where it is withheld). now: seconds that only go forward."""

    def __init__(self, line: PhoneLineSettings, incoming: Callable[[str], Course], now: Callable[[], float]) -> None:
        self.incoming, self.now = incoming, now
        self._line = line
        self._calls: set[_Call] = set()
        self._endpoint = pj.Endpoint()
        self._account: _Account | None = None

    def start(self) -> None:
        """Raises pj.Error: the port is taken, the address is not ours."""
        self._endpoint.libCreate()
        self._endpoint.libInit(_quiet_settings())
        transport = self._endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, _transport(self._line))
        self._endpoint.libStart()
        self._endpoint.audDevManager().setNullDev()
        for codec in self._endpoint.codecEnum2():
            self._endpoint.codecSetPriority(codec.codecId, _CODECS.get(codec.codecId.partition("/")[0], 0))
        self._account = _Account(self)
        self._account.create(_account(self._line, transport))

    @property
    def full(self) -> bool:
        return len(self._calls) >= MOST_CALLS

    @property
    def busy(self) -> int:
        return len(self._calls)

    def pump(self) -> None:
        """Everything that has come in, and what is due. Called some fifty times a second."""
        while self._endpoint.libHandleEvents(0) > 0:
            pass
        for call in list(self._calls):
            _safely(call.tick)

    def ring(self, number: str, course: Course) -> None:
        """Calls an E.164 number; course.ended is told of everything that becomes of it."""
        call = self.took(_Call(self, course))
        try:
            call.makeCall(f"sip:{dialled(number)}@{self._line.way_out}", pj.CallOpParam(True))
        except pj.Error:
            self.gone(call, 500)

    def took(self, call: "_Call") -> "_Call":
        self._calls.add(call)
        return call

    def gone(self, call: "_Call", status: int) -> None:
        """Once only, whoever says it first. Afterwards nothing may hold the call: it has to be taken apart before its place is
        given to another, which it would hang up.
        """
        if call in self._calls:
            self._calls.discard(call)
            call.finish(status)

    def stop(self) -> None:
        """Hangs up, lets the ends be reported, and takes the endpoint apart."""
        self._endpoint.hangupAllCalls()
        for _ in range(20):
            self._endpoint.libHandleEvents(10)
        for call in list(self._calls):
            self.gone(call, 503)
            del call
        if self._account is not None:
            self._account.shutdown()
            self._account = None
        self._endpoint.libDestroy()


class _Account(pj.Account):  # type: ignore[misc]
    def __init__(self, phone: Phone) -> None:
        super().__init__()
        self._phone = phone

    def onIncomingCall(self, prm: "pj.OnIncomingCallParam") -> None:  # noqa: N802
        _safely(lambda: self._answer(prm.callId))

    def _answer(self, call_id: int) -> None:
        call = _Call(self._phone, None, self, call_id)
        full = self._phone.full
        self._phone.took(call)  # whatever comes now, it is held until it has ended
        if full:
            call.hangup(_with(pj.PJSIP_SC_BUSY_HERE))
            return
        try:
            call.course = self._phone.incoming(number_in(call.getInfo().remoteUri))
        except OSError:  # what cannot be kept is not taken
            call.hangup(_with(pj.PJSIP_SC_TEMPORARILY_UNAVAILABLE))
            raise
        call.answer(_with(pj.PJSIP_SC_OK))


class _Call(pj.Call):  # type: ignore[misc]
    """One call; also its own mouth and ear (runner.Media)."""

    def __init__(self, phone: Phone, course: Course | None, account: "_Account | None" = None, call_id: int = -1) -> None:
        super().__init__(account or phone._account, call_id)
        self.course = course
        self._phone = phone
        self._runner: Runner | None = None
        self._player: pj.AudioMediaPlayer | None = None
        self._recorder: pj.AudioMediaRecorder | None = None
        self._starts_by = phone.now() + RING_S

    def onCallState(self, prm: object) -> None:  # noqa: N802
        _safely(self._look)

    def onCallMediaState(self, prm: object) -> None:  # noqa: N802
        _safely(self._look)

    def onDtmfDigit(self, prm: "pj.OnDtmfDigitParam") -> None:  # noqa: N802
        if self._runner is not None:
            runner, digit = self._runner, str(prm.digit)
            _safely(lambda: runner.key(digit))

    def _look(self) -> None:
        """Begins when both are there, the person and the sound: before an answer there may be a sound too."""
        info = self.getInfo()
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self._phone.gone(self, info.lastStatusCode)
        elif self._runner is None and info.state == pj.PJSIP_INV_STATE_CONFIRMED and _has_sound(info) and self.course is not None:
            self._runner = Runner(self.course.script(), self, self._phone.now)
            self._runner.start()

    def tick(self) -> None:
        if self._runner is not None:
            self._runner.tick()
        elif self._phone.now() >= self._starts_by:
            self._starts_by += RING_S
            self.hang_up()

    def finish(self, status: int) -> None:
        """Tells who wants to know, and lets go of everything that holds this call."""
        runner, self._runner = self._runner, None
        course, self.course = self.course, None
        if runner is not None:
            runner.close()
        if course is not None:
            course.ended(runner is not None, status)

    def play(self, sound: Path) -> None:
        self._player = pj.AudioMediaPlayer()
        self._player.createPlayer(str(sound), pj.PJMEDIA_FILE_NO_LOOP)
        self._player.startTransmit(self.getAudioMedia(-1))

    def record(self, file: Path) -> None:
        self._recorder = pj.AudioMediaRecorder()
        self._recorder.createRecorder(str(file))
        self.getAudioMedia(-1).startTransmit(self._recorder)

    def quiet(self) -> None:
        self._player = self._recorder = None  # a recording is closed when nothing holds it

    def hang_up(self) -> None:
        self.hangup(pj.CallOpParam(True))


def number_in(uri: str) -> str:
    """The caller's number in a From header, "" where it is withheld."""
    found = _WHO.search(uri)
    who = found[1].strip() if found else ""
    return "" if who.lower() in ("anonymous", "unavailable", "unknown", "restricted") else who


def dialled(number: str) -> str:
    """An E.164 number as it is dialled in China: bare mobiles, landlines with their 0, others abroad with 00."""
    if number.startswith("+86"):
        national = number[3:]
        return national if len(national) == 11 and national.startswith("1") else f"0{national}"
    return f"00{number.removeprefix('+')}"


def _has_sound(info: "pj.CallInfo") -> bool:
    return any(each.type == pj.PJMEDIA_TYPE_AUDIO and each.status == pj.PJSUA_CALL_MEDIA_ACTIVE for each in info.media)


def _quiet_settings() -> "pj.EpConfig":
    """No thread of its own, no log, no echo canceller; the bridge runs at the telephone's rate."""
    settings = pj.EpConfig()
    settings.uaConfig.threadCnt = 0
    settings.uaConfig.mainThreadOnly = True
    settings.uaConfig.maxCalls = MOST_CALLS
    settings.logConfig.level = settings.logConfig.consoleLevel = 0
    settings.medConfig.clockRate = settings.medConfig.sndClockRate = 8000
    settings.medConfig.noVad = True
    settings.medConfig.ecTailLen = 0
    return settings


def _transport(line: PhoneLineSettings) -> "pj.TransportConfig":
    transport = pj.TransportConfig()
    transport.port, transport.boundAddress = line.sip_port, line.bind
    if line.bind != "0.0.0.0":  # noqa: S104  compared, not listened on
        transport.publicAddress = line.bind
    return transport


def _account(line: PhoneLineSettings, transport: int) -> "pj.AccountConfig":
    account = pj.AccountConfig()
    account.idUri = f"sip:shuoshi@{line.bind}:{line.sip_port}"
    if line.registration:
        _register(account, line.registration)
    account.sipConfig.transportId = transport
    account.mediaConfig.transportConfig.port = line.rtp_port
    account.mediaConfig.transportConfig.portRange = 90
    account.mediaConfig.transportConfig.boundAddress = line.bind
    return account


def _register(account: "pj.AccountConfig", at: Registration) -> None:
    account.idUri = f"sip:{at.user}@{at.registrar}"
    account.regConfig.registrarUri = f"sip:{at.registrar}"
    account.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", at.user, 0, at.password))


def _with(status: int) -> "pj.CallOpParam":
    param = pj.CallOpParam(True)
    param.statusCode = status
    return param


def _safely(what: Callable[[], object]) -> None:
    """The door of the callbacks: a fault in one call must not end the process that holds three others."""
    try:
        what()
    except pj.Error as fault:
        log.warning("pjsip refused: status %d", fault.status)
    except Exception as fault:
        log.exception("a call failed: %s", type(fault).__name__)
