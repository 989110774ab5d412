"""What a Python process runs for python.ts: reads orders, runs parts, writes reports.

One JSON object a line, on standard input and output. Needs nothing but Python's own library.
"""

import importlib.util
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import types
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from urllib.parse import unquote

loaded = {}


def twin(path):
    """The job's Python module: from its file, or its program in a data: URL."""
    if path.startswith("data:"):
        module = types.ModuleType("twin")
        exec(unquote(path.partition(",")[2]), module.__dict__)
    else:
        spec = importlib.util.spec_from_file_location("twin", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def load(path, name, everybody=None):
    """Loads the twin's function into this process, then waits for the others to have done so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the owner ends us
    loaded["run"] = getattr(twin(path), name)
    if everybody:
        threading.Thread(target=end_with_parent, daemon=True).start()
        everybody.wait()


def end_with_parent():
    parent = multiprocessing.parent_process()
    while parent.is_alive():
        time.sleep(1)
    os._exit(1)


def now_ms():
    return time.perf_counter_ns() / 1e6


def cpu_ms():
    return {str(os.getpid()): time.process_time() * 1e3}


def run_part(part, value):
    """Runs one part in the thread that calls it: its span, and its value or what it raised."""
    start, cpu = now_ms(), time.thread_time()
    try:
        result = {"value": loaded["run"](value)}
    except BaseException as error:
        result = {"fault": {"name": type(error).__name__, "message": str(error), "stack": ""}}
    used, end = (time.thread_time() - cpu) * 1e3, now_ms()
    span = {"part": part, "pid": os.getpid(), "threadId": threading.get_native_id()}
    span |= {"startMs": start, "endMs": end, "cpuMs": used}
    return {"outcome": {"span": span, **result}, "cpuMs": cpu_ms()}


def greet():
    return {"outcome": None, "cpuMs": cpu_ms()}


def crew(path, name, mode, width):
    if mode != "processes":
        load(path, name)
        return ThreadPoolExecutor(width)
    everybody = multiprocessing.Barrier(width)
    return ProcessPoolExecutor(width, initializer=load, initargs=(path, name, everybody))


def main():
    writing = threading.Lock()
    out = os.fdopen(os.dup(1), "w", encoding="utf8")
    os.dup2(2, 1)  # what a part prints must not meet the reports

    def write(report):
        with writing:
            out.write(json.dumps(report) + "\n")
            out.flush()

    def report(part, future):
        try:
            done = future.result()
            write({**done, "cpuMs": {**done["cpuMs"], **cpu_ms()}})
        except Exception as error:  # a lost process, a value that JSON cannot hold
            write({"part": part, "lost": f"{type(error).__name__}: {error}"})

    first = json.loads(sys.stdin.readline())
    pool = crew(**first)
    greetings = [pool.submit(greet) for _ in range(first["width"])]
    cpu = {}
    for greeting in greetings:
        cpu |= greeting.result()["cpuMs"]
    write({"outcome": None, "nowMs": now_ms(), "cpuMs": {**cpu, **cpu_ms()}})
    for line in sys.stdin:
        order = json.loads(line)
        future = pool.submit(run_part, order["part"], order["input"])
        future.add_done_callback(lambda done, part=order["part"]: report(part, done))
    # The owner is gone: so are we, at once, with all that we started.
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
