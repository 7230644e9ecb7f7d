"""What a telephone line of our own must be told: the `phone` part of config.yaml, read by the server and by `shuoshi phone-line`."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator
from yarl import URL

from bot.sms_settings import Proof, Url

_Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9.\[\]:-]+$")]
_Port = Annotated[int, Field(ge=1024, le=65535)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Registration(_Part):
    """Our account at the operator's SIP server, or at the box with the SIM card."""

    registrar: _Host
    user: str
    password: Proof


class PhoneLineSettings(_Part):
    """One line. signing_key proves both sides to each other; control is where the line listens to the server, on this machine only.

    gateway: "host" or "host:port" through which calls go out where nothing is registered. village: the unit whose name greets
    and whose concerns an unknown caller's are. recordings: the village's own spoken prompts. model: a folder for sherpa-onnx.
    """

    signing_key: Proof
    control: Url = "http://127.0.0.1:8071"
    callback: Url = "http://127.0.0.1:8080"
    bind: _Host = "127.0.0.1"
    sip_port: _Port = 5060
    rtp_port: _Port = 4000  # and the ninety after it
    gateway: _Host | None = None
    registration: Registration | None = Field(None, alias="register")
    village: str | None = None
    recordings: Path = Path("recordings")
    model: Path | None = None

    @field_validator("control")
    @classmethod
    def _at_home(cls, control: str) -> str:
        if URL(control).host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("the line is controlled from this machine only: http://127.0.0.1:PORT")
        return control

    @property
    def way_out(self) -> str | None:
        """Whom calls go out through; None: this line only answers."""
        return self.registration.registrar if self.registration else self.gateway
