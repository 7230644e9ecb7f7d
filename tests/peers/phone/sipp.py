"""sipp at the other end of the line: scenarios as it reads them, keys under the payload type that was offered."""

import asyncio
import struct
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path("/usr/share/sip-tester")
SPEECH = SAMPLES / "g711a.pcap"  # 8.5 s of PCMA
THEIR_TYPE = 101  # the payload type of sipp's own captures
OUR_TYPE = 120  # what PJSUA offers when it calls
CALLER = "13812345678"

_HEADERS = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n"
_SDP = """v=0
o=village 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8 {keys}
a=rtpmap:8 PCMA/8000
a=rtpmap:{keys} telephone-event/8000
a=fmtp:{keys} 0-15
"""
_ANSWERED = _HEADERS.format(tag=";tag=[pid]village[call_number]") + "Contact: <sip:[local_ip]:[local_port]>\n"


def keys_under(payload_type: int, source: Path) -> bytes:
    """A capture of RTP packets with another payload type in each: keys under a type that nobody offered are not heard."""
    packets = bytearray(source.read_bytes())
    order = "<" if packets[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    at = 24  # behind the file's own head
    while at < len(packets):
        (length,) = struct.unpack_from(f"{order}I", packets, at + 8)
        ip = at + 16 + 14  # behind the packet's head and Ethernet's
        rtp = ip + (packets[ip] & 15) * 4 + 8
        packets[rtp + 1] = packets[rtp + 1] & 0x80 | payload_type
        at += 16 + length
    return bytes(packets)


@dataclass(frozen=True)
class Steps:
    """What the other end does while the call stands, in sipp's words."""

    folder: Path
    keys: int

    def wait(self, ms: int) -> str:
        return f'<pause milliseconds="{ms}"/>\n'

    def press(self, digit: str) -> str:
        file = self.folder / f"key{digit}_{self.keys}.pcap"
        file.write_bytes(keys_under(self.keys, SAMPLES / f"dtmf_2833_{digit}.pcap"))
        return _played(file)

    def speak(self) -> str:
        return _played(SPEECH)


def _played(file: Path) -> str:
    return f'<nop><action><exec play_pcap_audio="{file}"/></action></nop>\n'


def _send(words: str, body: str = "", again: bool = False) -> str:
    kind = "Content-Type: application/sdp\nContent-Length: [len]\n\n" if body else "Content-Length: 0\n\n"
    retrans = ' retrans="500"' if again else ""
    return f"<send{retrans}><![CDATA[\n{words}{kind}{body}]]></send>\n"


def _ours(method: str, uri: str, number: int, tag: str = "") -> str:
    """A request of the caller's within its call."""
    return (
        f"{method} {uri} SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n"
        f"From: <sip:{{caller}}@[local_ip]:[local_port]>;tag=[pid]sipp[call_number]\nTo: <sip:hotline@[remote_ip]:[remote_port]>{tag}\n"
        f"Call-ID: [call_id]\nCSeq: {number} {method}\nContact: <sip:{{caller}}@[local_ip]:[local_port]>\nMax-Forwards: 70\n"
    )


_PEER = "[peer_tag_param]"
_OK = _send("SIP/2.0 200 OK\n" + _HEADERS.format(tag=""))


def caller(steps: str, caller: str = CALLER, answer: int = 200, keys: int = THEIR_TYPE, ear: int = 0) -> str:
    """Calls the hotline, does the steps, hangs up. answer: what it expects to hear; other than 200 ends there.

    ear: the port that listens, where sipp's own is not to; it hears nothing any more once the steps send something.
    """
    offer = _SDP.format(keys=keys).replace("[media_port]", str(ear) if ear else "[media_port]")
    invite = _send(_ours("INVITE", "sip:hotline@[remote_ip]:[remote_port]", 1), offer, again=True)
    heard = '<recv response="100" optional="true"/>\n<recv response="180" optional="true"/>\n'
    heard += f'<recv response="{answer}" rrs="true"/>\n'
    acked = _send(_ours("ACK", "[next_url]" if answer == 200 else "sip:hotline@[remote_ip]:[remote_port]", 1, _PEER))
    bye = _send(_ours("BYE", "[next_url]", 2, _PEER), again=True) + '<recv response="200"/>\n'
    return _scenario((invite + heard + acked + (steps + bye if answer == 200 else "")).replace("{caller}", caller))


def answerer(steps: str, keys: int = OUR_TYPE) -> str:
    """Rings, answers, does the steps, waits to be hung up on."""
    took = '<recv request="INVITE" rrs="true"/>\n' + _send("SIP/2.0 180 Ringing\n" + _ANSWERED) + '<pause milliseconds="300"/>\n'
    took += _send("SIP/2.0 200 OK\n" + _ANSWERED, _SDP.format(keys=keys), again=True) + '<recv request="ACK"/>\n'
    return _scenario(took + steps + '<recv request="BYE" timeout="40000"/>\n' + _OK)


def refuser(status: str) -> str:
    """Is engaged ("486 Busy Here"), or not there ("480 Temporarily Unavailable")."""
    return _scenario('<recv request="INVITE"/>\n' + _send(f"SIP/2.0 {status}\n" + _ANSWERED) + '<recv request="ACK"/>\n')


def registrar() -> str:
    """Asks who registers for the password once, and takes it: the proof itself is compared by nobody here."""
    took = '<recv request="REGISTER"/>\n' + _send(
        "SIP/2.0 401 Unauthorized\n" + _HEADERS.format(tag=";tag=r1") + 'WWW-Authenticate: Digest realm="village", nonce="17", qop="auth"\n'
    )
    proof = (
        '<ereg regexp="username=.8001.*realm=.village.*response=" search_in="hdr" header="Authorization:" check_it="true" assign_to="1"/>'
    )
    took += f'<recv request="REGISTER"><action>{proof}</action></recv>\n<Reference variables="1"/>\n'
    return _scenario(took + _send("SIP/2.0 200 OK\n" + _HEADERS.format(tag=";tag=r1") + "[last_Contact:];expires=300\n"))


def _scenario(steps: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="village">\n{steps}</scenario>\n'


async def run(folder: Path, scenario: str, port: int, media_port: int, to: str = "", calls: int = 1, seconds: int = 60) -> int:
    """sipp plays a scenario; its exit code, 0 when everything came as written. to: "host:port" to call; without it waits for calls."""
    file = folder / f"scenario{port}.xml"
    file.write_text(scenario)
    options = [
        "-sf",
        file,
        "-i",
        "127.0.0.1",
        "-p",
        port,
        "-mi",
        "127.0.0.1",
        "-mp",
        media_port,
        "-m",
        calls,
        "-r",
        20,
        "-timeout",
        seconds,
    ]
    command = [str(each) for each in ("sipp", *([to] if to else []), *options, "-nostdin", "-trace_err", "-error_file", f"{file}.err")]
    with (folder / f"sipp{port}.log").open("wb") as log:
        peer = await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL)
        try:
            return await asyncio.wait_for(peer.wait(), seconds + 10)
        finally:
            if peer.returncode is None:
                peer.kill()
                await peer.wait()
