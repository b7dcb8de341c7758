"""Where the files that the pages are made of lie."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str, package: Path = _PACKAGE) -> Path:
    """The folder `name` ("static" or "templates"): inside the installed package, or beside it in a checkout.

    Raises `FileNotFoundError` where it is in neither place.
    """
    places = (package / name, package.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r}; looked for {places[0]} and {places[1]}")


def built_files(package: Path = _PACKAGE) -> Path | None:
    """The folder that tools/build.js wrote for an installed package; None in a checkout, which serves static/."""
    folder = package / "static-built"
    return folder if folder.is_dir() else None
