"""Follow a run on the stream, and halve its learning rate on the way: python stream_client.py ws://localhost:8000"""

import json
import sys

from safetensors.numpy import load
from websockets.sync.client import connect

run = {"learning_rate": 0.21}  # a hair above 2/λₘₐₓ = 0.2: the loss grows
experiment = {"problem": {"kind": "landscape", "name": "quadratic_k10"}, "runs": [run], "steps": 60}
names = ["step", "learning_rate", "loss"]

with connect(f"{sys.argv[1]}/api/v1/stream", max_size=None) as socket:
    for first, last, changes in [(0, 20, []), (21, 60, [{"at": 21, "learning_rate": 0.105}])]:
        run["changes"] = changes  # what has been computed stays, a change holds from its step on
        asked = {"type": "advance", "id": first, "experiment": experiment, "from": first, "to": last, "columns": names}
        socket.send(json.dumps(asked))
        header = {"last": "false"}
        while header["last"] == "false":
            if isinstance(frame := socket.recv(), str):
                sys.exit(frame)  # an error, as JSON
            columns = load(frame)
            for row in zip(*(columns[f"runs.0.{name}"] for name in names), strict=True):
                print("step {:2.0f}   learning rate {:.3f}   loss {:.6g}".format(*row))
            header = json.loads(frame[8 : 8 + int.from_bytes(frame[:8], "little")])["__metadata__"]
