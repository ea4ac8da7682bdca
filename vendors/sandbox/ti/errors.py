"""How TI says no: one body, with other codes for each of its services (§A7 of the facts).

A service is `products`, `orders`, `shipments` or `profiles`. Where no code is known for a service
it is that of orders.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vendors.sandbox.answers import reply

Json = dict[str, Any]

_CODES: dict[str, dict[int, str]] = {
    "products": {
        400: "ERR-TICOM-INV-API-1001", 401: "ERR-TICOM-INV-API-1004",
        403: "ERR-TICOM-INV-API-1004", 404: "ERR-TICOM-INV-API-1002", 405: "TI-API-00356",
        429: "TI-API-00235", 500: "TI-API-00556", 503: "TI-API-00503",
    },
    "orders": {
        400: "TI-API-00400", 401: "TI-API-00401", 403: "TI-API-00401", 404: "TI-API-00404",
        405: "TI-API-00405", 429: "TI-API-00429", 500: "TI-API-00500", 503: "TI-API-00503",
    },
    "shipments": {
        400: "ERR-TICOM-ASNR-API-0400", 401: "TI-API-0401", 404: "ERR-TICOM-ASNR-API-0404",
        405: "TI-API-0405", 429: "TI-API-0429", 500: "TI-API-0500",
        503: "ERR-TICOM-ASNR-API-0503",
    },
    "profiles": {
        400: "ERR-TICOM-COP-API-1001", 404: "ERR-TICOM-COP-API-00404",
        500: "ERR-TICOM-COP-API-00501", 503: "ERR-TICOM-COP-API-00501",
    },
}  # fmt: skip
BAD_JSON = "ERR-TICOM-ORDER-API-00400"


class Refused(Exception):
    """Answer with an error; `content` is the whole body."""

    def __init__(self, status: int, content: Any) -> None:
        super().__init__(f"{status} {content}")
        self.status = status
        self.content = content

    def response(self) -> Response:
        """No header says when to come back: none is documented."""
        return reply(self.content, self.status)


def code(service: str, status: int) -> str:
    return _CODES[service].get(status) or _CODES["orders"].get(status, "TI-API-00400")


def one(
    code: str, kind: str, reason: str, message: str, *, section: str = "", field: str = ""
) -> Json:
    """One element of `errors`. Section and field stand only where the call is what is wrong."""
    place = {"section": section, "field": field} if section else {}
    return {"errorCode": code, "type": kind, **place, "reason": reason, "message": message}


def refused(
    service: str, status: int, kind: str, reason: str, message: str, **place: str
) -> Refused:
    return Refused(status, {"errors": [one(code(service, status), kind, reason, message, **place)]})


def invalid(service: str, section: str, *faults: tuple[str, str]) -> Refused:
    """400 with one error for each (field, what is wrong with it)."""
    return Refused(
        400,
        {
            "errors": [
                one(code(service, 400), "Validation", f"Invalid {field}", words,
                    section=section, field=field)
                for field, words in faults
            ]
        },
    )  # fmt: skip


def missing(service: str, what: str, field: str, value: str) -> Refused:
    """404 for a thing that the path or the query names."""
    reason = "Resource could not be found"
    return refused(service, 404, "ResourceNotFound", reason, f"{what} not found for '{value}'",
                   section="Path", field=field)  # fmt: skip


def unauthorized(service: str) -> Refused:
    """A token that is missing, not known or expired: TI says the same of all three."""
    reason, words = "Invalid Credentials", "Provide a valid Bearer token"
    return refused(service, 401, "Security", reason, words)


def not_subscribed() -> Refused:
    """The gateway's own words: this API product was not granted to the application."""
    words = "Invalid API call as no apiproduct match found"
    name = "keymanagement.service.InvalidAPICallAsNoApiProductMatchFound"
    return Refused(401, {"fault": {"faultstring": words, "detail": {"errorcode": name}}})


def too_many(service: str) -> Refused:
    return refused(service, 429, "Security", "Too many requests", "Rate Limit Quota Hit.")


def failed(service: str, execution: str) -> Refused:
    words = "This service is temporarily unavailable. Please contact support."
    told = words if service == "products" else f"{words} Execution ID: {execution}"
    return refused(service, 500, "Unknown", "Service unavailable", told)


def unavailable(service: str) -> Refused:
    """503. Orders' example alone has the list under another name, `error`."""
    said = one(
        code(service, 503), "Unknown", "Service unavailable",
        "The service is temporarily unavailable. Please try again later.",
    )  # fmt: skip
    return Refused(503, {"error" if service == "orders" else "errors": [said]})


def lost(request: Request, status: int) -> Response:
    """A path that is not there, a method that is not for it, or a fault of the sandbox's own."""
    path = request.scope["path"]
    service = "orders"
    for piece, name in (
        ("/store/products", "products"),
        ("/advanced-shipment-notices", "shipments"),
        ("/checkoutprofiles", "profiles"),
    ):
        service = name if piece in path else service
    if status == 405:
        words = f"{request.method} is not a supported method."
        return refused(service, 405, "Validation", "Invalid method", words).response()
    if status == 404:
        words = "The requested resource could not be found."
        return refused(service, 404, "ResourceNotFound", "Not found", words).response()
    if status == 500:
        return failed(service, "none, a fault of the sandbox's own").response()
    return refused(service, status, "Validation", "Invalid request", "Invalid request").response()
