"""What the tests share: an application of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.installed import install


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of a fresh application."""
    with TestClient(create_app(Settings()), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked: what others get."""
    return install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def race() -> dict[str, object]:
    """A small race with noise, momentum, Adam and a change on the way."""
    return {
        "problem": {"kind": "landscape", "name": "rosenbrock", "samples": 64, "noise": 3.0},
        "runs": [
            {
                "label": "momentum",
                "optimizer": {"name": "sgd", "momentum": 0.9},
                "learning_rate": 0.0005,
                "batch_size": 8,
                "changes": [{"at": 20, "learning_rate": 0.0002}],
            },
            {"optimizer": "adam", "learning_rate": {"name": "cosine", "initial": 0.05, "T_max": 50}},
        ],
        "steps": 50,
        "seed": 7,
    }
