"""What a network can show at one step beyond its trace; importing `probes` gives the registry."""

from app.engine.probes.base import Findings, Probe, offered_probes, probes

__all__ = ["Findings", "Probe", "offered_probes", "probes"]
