#!/usr/bin/env python3
"""Event files: what TensorBoard's own writer makes of a few numbers, and what its reader finds in ours.

    pip install tensorboard==2.21.0
    python tensorboard_events.py write threetowers-tracker-tensorboard/src/test/resources/io/threetowers/trackers/tensorboard
    python tensorboard_events.py read runs/three-towers/tensorboard

The first makes the goldens of EventTrackerTest; the second prints each series as TensorBoard shows it, after it has
dropped the steps that a resumed run logged again, and fails if a step is there twice.
"""

import math
import pathlib
import sys

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.text.summary_v2 import text_pb
from tensorboard.summary.writer.record_writer import RecordWriter


def scalars(seconds, step, **values):
    tags = [summary_pb2.Summary.Value(tag=tag.replace("__", "/"), simple_value=value) for tag, value in values.items()]
    return event_pb2.Event(wall_time=seconds, step=step, summary=summary_pb2.Summary(value=tags))


def record(path, events):
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString())
        writer.flush()


def write(folder):
    version = event_pb2.Event(wall_time=1700000000.5, file_version="brain.Event:2")
    record(folder / "first.tfevents", [
        version,
        scalars(1700000000.5, 10, loss=2.5, lr=0.0, loss__img_txt=math.nan),
        scalars(1700000000.5, 300, loss=-1e-3, big=math.inf),
        scalars(1700000000.5, 300, test__retrieval__R1=0.25),
    ])
    version.wall_time = 1700000100.25
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    record(folder / "resumed.tfevents", [
        version,
        event_pb2.Event(wall_time=1700000100.25, step=300, session_log=start),
        scalars(1700000100.25, 300, loss=1.5),
    ])


    table = "| setting | value |\n| --- | --- |\n| seed | 0 |\n| edges&#91;0&#93;.weight | 1/3 |\n"
    version.wall_time = 1700000000.5
    record(folder / "settings.tfevents", [
        version,
        event_pb2.Event(wall_time=1700000000.5, step=0, summary=text_pb("settings", table)),
        scalars(1700000000.5, 10, loss=2.5),
    ])


def read(folder):
    reader = event_accumulator.EventAccumulator(str(folder), size_guidance={event_accumulator.SCALARS: 0})
    reader.Reload()
    for tag in sorted(reader.Tags()["scalars"]):
        points = reader.Scalars(tag)
        print(tag, " ".join(f"{point.step}:{point.value:.6g}" for point in points))
        steps = [point.step for point in points]
        if steps != sorted(set(steps)):
            sys.exit(f"{tag}: steps {steps} are not each once, in order")
    if not reader.Tags()["scalars"]:
        sys.exit(f"no scalars in {folder}")


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](pathlib.Path(sys.argv[2]))
