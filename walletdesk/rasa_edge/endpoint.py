"""How Rasa reaches our actions: in its own process, or over HTTP with our own deadline.

In endpoints.yml `action_endpoint: {url: "inproc://actions"}` names a package; Rasa's reader is taught that scheme,
so that all of Rasa's commands understand the same file.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from walletdesk.rasa_edge import compat
from walletdesk.rasa_edge.runner import ActionRunner, NoSuchAction, Rejected, log_failure

SCHEME = "inproc://"
# rasa_sdk gets the whole domain with each call unless told otherwise; our actions never read it.
_OPTIONS = {"enable_selective_domain": True}

_PARAMETERS = ("self", "method", "subpath", "content_type", "compress", "kwargs")
compat.expect("EndpointConfig.request", EndpointConfig.request, _PARAMETERS)


class InProcessEndpoint(EndpointConfig):
    def __init__(self, package: str, timeout: float = 10.0) -> None:
        super().__init__(url=SCHEME + package, **_OPTIONS)
        self.timeout = timeout
        self._runner = ActionRunner(package)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """The round trip through JSON keeps actions from changing Rasa's tracker behind its back."""
        call = json.loads(json.dumps(kwargs["json"]))
        action = str(call.get("next_action"))
        try:
            return json.loads(json.dumps(await asyncio.wait_for(self._runner.run(call), self.timeout)))
        except NoSuchAction as error:
            raise _refusal(404, error) from None
        except Rejected as error:
            raise _refusal(400, error) from None
        except Exception as error:  # noqa: BLE001
            # Any defect of an action: its message may quote the user, so it ends here.
            log_failure(action, error)
            raise ClientResponseError(500, type(error).__name__, "") from None


class HttpEndpoint(EndpointConfig):
    """A stand-alone action server. Keeps what a failing server answers out of Rasa's log."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        super().__init__(url=url, **_OPTIONS)
        self.timeout = timeout

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        kwargs["timeout"] = aiohttp.ClientTimeout(total=self.timeout)
        try:
            return await super().request(method, subpath, content_type, compress, **kwargs)
        except ClientResponseError as error:
            if error.status == 400:
                raise
            raise ClientResponseError(error.status, error.message, "") from None


def _refusal(status: int, error: Rejected) -> ClientResponseError:
    body = json.dumps({"error": error.reason, "action_name": error.action})
    return ClientResponseError(status, type(error).__name__, body)


def endpoint_for(url: str, timeout: float = 10.0) -> EndpointConfig:
    """`inproc://package` or the address of an action server."""
    if url.startswith(SCHEME):
        return InProcessEndpoint(url[len(SCHEME) :], timeout)
    return HttpEndpoint(url, timeout)


def install() -> None:
    """Idempotent. Teaches Rasa's reader of endpoints.yml the scheme `inproc://`."""
    original = EndpointConfig.from_dict
    if compat.is_ours(original):
        return
    compat.expect("EndpointConfig.from_dict", original, ("data",))

    def from_dict(cls: type[EndpointConfig], data: dict[str, Any]) -> EndpointConfig:
        url = data.get("url")
        if isinstance(url, str) and url.startswith(SCHEME):
            return endpoint_for(url, float(data.get("timeout", 10.0)))
        return original(data)

    EndpointConfig.from_dict = classmethod(compat.mark(from_dict))
