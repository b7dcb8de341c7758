"""Hatch's hook: a wheel has the pages' files as tools/build.js makes them, and so has what wheels are made of."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES = {"wheel": "app/static-built", "sdist": "static-built"}


class BuiltPages(BuildHookInterface[Any]):
    """Builds the pages' files, unless they lie in static-built/ already, as in a source archive or an image."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the built files. Without Node and its packages a wheel serves static/ as a checkout does."""
        self.made: Path | None = None
        if version == "editable":
            return
        root = Path(self.root)
        folder, esbuild, node = root / "static-built", root / "node_modules" / "esbuild", shutil.which("node")
        if not folder.is_dir():
            if node is None or not esbuild.is_dir():
                self.app.display_warning("the pages' files stay as they are: run `npm ci` first to have them bundled")
                return
            folder = self.made = Path(tempfile.mkdtemp())
            subprocess.run([node, root / "tools" / "build.js", folder], check=True)
        build_data["force_include"][str(folder)] = PLACES[self.target_name]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # Hatch's
        """Leave nothing behind."""
        if self.made:
            shutil.rmtree(self.made)
