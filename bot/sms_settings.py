"""What each kind of SMS gateway must be told: the `sms` part of config.yaml. What proves its caller has no default."""

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Proof = Annotated[str, Field(min_length=1)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
UrlOrNone = Annotated[str, Field(pattern=r"^$|^https?://[^\s/]+")]


class _Gateway(BaseModel):
    # ids of digits alone are numbers to YAML
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
    # a SIM card that sends faster, or more in a day, is blocked by its operator; a cloud's own limits are far above these
    per_second: float = Field(default=1.0, gt=0, le=1000)
    per_day: int = Field(default=1000, ge=1)
    unit: str | None = None  # whose telephone it is: its keeper hears when it has been silent too long
    silent_h: int = Field(default=0, ge=0, le=168)  # hours without any sign that are too long; 0: it gives none


class _Carrier(_Gateway):
    """A provider for whom many messages are nothing unusual."""

    per_second: float = Field(default=50.0, gt=0, le=1000)
    per_day: int = Field(default=100_000, ge=1)


class AndroidGatewaySettings(_Gateway):
    kind: Literal["android_gateway"]
    silent_h: int = Field(default=6, ge=0, le=168)  # its app pings
    signing_key: Proof
    api_base: Url
    user: str = ""
    password: str = ""


class SmsForwarderSettings(_Gateway):
    kind: Literal["smsforwarder"]
    secret: Proof
    api_base: Url


class GammuSettings(_Gateway):
    kind: Literal["gammu"]
    signing_key: Proof
    outbox: Path


class KannelSettings(_Carrier):
    kind: Literal["kannel"]
    path_token: Proof
    api_base: Url
    user: str = ""
    password: str = ""
    public_url: UrlOrNone = ""  # how smsbox reaches us for delivery reports; empty: the address we serve on


class TencentSettings(_Carrier):
    kind: Literal["tencent"]
    path_token: Proof
    secret_id: str
    secret_key: str
    app_id: str
    sign_name: str
    templates: dict[str, str] = {}
    extend: bool = False  # 扩展码, once the provider has switched it on: a reply then names its question
    api_base: Url = "https://sms.tencentcloudapi.com"
    region: str = "ap-guangzhou"


class AliyunSettings(_Carrier):
    kind: Literal["aliyun"]
    path_token: Proof
    secret_id: str
    secret_key: str
    sign_name: str
    templates: dict[str, str] = {}
    extend: bool = False
    api_base: Url = "https://dysmsapi.aliyuncs.com"


class TwilioSettings(_Carrier):
    kind: Literal["twilio"]
    account_sid: str
    auth_token: Proof
    public_url: Url  # a part of what is signed
    api_base: Url = "https://api.twilio.com"
    sender: str = ""  # our number, or the MG… of a messaging service


_Any = AndroidGatewaySettings | SmsForwarderSettings | GammuSettings | KannelSettings | TencentSettings | AliyunSettings | TwilioSettings
SmsSettings = Annotated[_Any, Field(discriminator="kind")]
KINDS = tuple(get_args(part.model_fields["kind"].annotation)[0] for part in get_args(_Any))
