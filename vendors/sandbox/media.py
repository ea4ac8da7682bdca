"""A part's papers, pictures and models, as Product Information's media answer lists them."""

from __future__ import annotations

from typing import Any

from vendors.sandbox import notices, shapes, traits
from vendors.sandbox.parts.catalogue import Part
from vendors.sandbox.parts.terms import WELL_KNOWN

Json = dict[str, Any]


def of_part(part: Part) -> list[Json]:
    """MediaLinks; empty for about one part in twelve, whatever links its details have."""
    index, host = part.index, shapes.host()
    if not traits.has_media(index) and part.mpn not in WELL_KNOWN:
        return []
    series = "" if part.family.series == "-" else f" {part.family.series}"
    found: list[Json] = []
    if paper := shapes.data_sheet(part):
        found.append(_link("Datasheets", f"{part.maker.name}{series} {part.mpn}", paper))
    if photo := shapes.photo(part):
        small = photo.replace("/photos/", "/photos/{}/")
        found.append(
            {
                "MediaType": "Product Photos",
                "Title": part.mpn,
                "SmallPhoto": small.format("small"),
                "Thumbnail": small.format("thumb"),
                "Url": photo,
            }
        )
    if traits.has_cad(index):
        found.append(_link("EDA / CAD Models", f"{part.mpn} CAD", f"{host}/models/{index}.zip"))
    if traits.has_model(index):
        found.append(_link("3D Models", f"{part.mpn} STEP", f"{host}/models/{index}.step"))
    found += [
        _link(notices.type_name(each.type, "en"), each.words, each.link)
        for each in notices.of_part(part)
        if each.link
    ]
    return found


def _link(kind: str, title: str, url: str) -> Json:
    """What is no picture has no pictures of it."""
    return {"MediaType": kind, "Title": title, "SmallPhoto": "", "Thumbnail": None, "Url": url}
