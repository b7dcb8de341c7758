"""Which Fall Line this is."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("fallline")
except PackageNotFoundError:
    VERSION = "0"
