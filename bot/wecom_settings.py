"""What a WeCom application must be told: the `wecom` part of config.yaml. What proves its caller has no default."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class WeComApplication(BaseModel):
    # ids of digits alone are numbers to YAML
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    corp_id: Annotated[str, Field(min_length=1)]
    agent_id: int = Field(ge=0)
    token: Annotated[str, Field(min_length=1)]
    aes_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{43}$")]
    secret: str = ""
    api_base: Annotated[str, Field(pattern=r"^https?://[^\s/]+")] = "https://qyapi.weixin.qq.com"
    max_skew_s: int = Field(300, ge=30, le=3600)
    only_platform_ips: bool = False
