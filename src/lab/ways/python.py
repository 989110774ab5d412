"""What a Python process runs for python.ts: reads orders, runs parts, writes reports.

One JSON object a line: orders on standard input, reports on file descriptor 3. Needs nothing but
Python's own library.
"""

import importlib.util
import json
import multiprocessing
import os
import platform
import signal
import sys
import threading
import time
import traceback
import types
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor
from urllib.parse import unquote

loaded = {}


def twin(path):
    """The job's Python module: from its file, or its program in a data: URL."""
    if path.startswith("data:"):
        module = types.ModuleType("twin")
        program = unquote(path.partition(",")[2])
        exec(compile(program, "yourProgram.py", "exec"), module.__dict__)
    else:
        spec = importlib.util.spec_from_file_location("twin", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


def load(path, name, everybody=None):
    """Loads the twin's function into this process; `everybody` is where pool processes meet."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # only the owner ends us
    sys.stderr = sys.stdout  # errors that parts print are shown with all that they print
    loaded["run"] = getattr(twin(path), name)
    if everybody:
        loaded["everybody"] = everybody
    if everybody and os.name == "nt":  # elsewhere we end with our group
        threading.Thread(target=watch_parent, daemon=True).start()


def watch_parent():
    parent = multiprocessing.parent_process()
    while parent.is_alive():
        time.sleep(1)
    os._exit(1)


def limit_memory(mebibytes):
    """Turns a part that never stops growing into a MemoryError, before the machine suffers."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (mebibytes * 2**20, hard))
    except (ImportError, OSError, ValueError):
        pass  # not here


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
        result = {"fault": fault(error)}
    used, end = (time.thread_time() - cpu) * 1e3, now_ms()
    span = {"part": part, "pid": os.getpid(), "threadId": threading.get_native_id()}
    span |= {"startMs": start, "endMs": end, "cpuMs": used}
    return {"outcome": {"span": span, **result}, "cpuMs": cpu_ms()}


def fault(error):
    name = type(error).__name__
    remedy = "it ran out of memory: make the parts smaller" if name == "MemoryError" else ""
    stack = "".join(traceback.format_tb(error.__traceback__.tb_next, limit=20))
    message = (str(error) or remedy)[:2000]
    return {"name": name, "message": message, "stack": f"{name}\n{stack}"}


def greet():
    """Waits for the others of a pool to have loaded: so each process takes exactly one greeting."""
    if "everybody" in loaded:
        loaded["everybody"].wait()
    return {"outcome": None, "cpuMs": cpu_ms()}


def crew(path, name, mode, width, memory):
    limit_memory(memory)
    load(path, name)  # here first: a fault of the twin is told in one voice
    if mode != "processes":
        return ThreadPoolExecutor(width)
    initargs = (path, name, meeting(width))
    return ProcessPoolExecutor(width, initializer=load, initargs=initargs)


class Missing(Exception):
    """What this machine lacks, and what to do."""


def meeting(width):
    """Where the processes of a pool meet: it needs a lock that processes share."""
    try:
        return multiprocessing.Barrier(width)
    except (ImportError, OSError) as error:
        raise Missing(
            "Python's processes need a lock that they share, and this machine gives none "
            f"({type(error).__name__}: {error}): on Linux make /dev/shm writable for everybody "
            "(sudo chmod 1777 /dev/shm), or do without this way"
        ) from error


def refusal(error):
    """Why there is no crew."""
    if isinstance(error, Missing):
        return f"Cannot open the way 'python processes': {error}"
    return f"Cannot load the job's Python twin: {type(error).__name__}: {error}"


def lost(error):
    """Why the outcome of a part cannot come, and what to do."""
    if isinstance(error, BrokenExecutor):
        return "its process ended: a part must return a value and leave its process alone"
    return f"its value cannot be written as JSON: return plain data ({error})"


def main():
    writing = threading.Lock()
    out = os.fdopen(3, "w", encoding="utf8")

    def write(report):
        line = json.dumps(report, allow_nan=False)
        with writing:
            out.write(line + "\n")
            out.flush()

    def report(part, future):
        try:
            done = future.result()
            write({**done, "cpuMs": {**done["cpuMs"], **cpu_ms()}})
        except Exception as error:
            write({"part": part, "lost": lost(error)})

    # A part that asks for input gets none: it must not take an order.
    orders = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    first = json.loads(orders.readline())
    try:
        pool = crew(**first)
    except Exception as error:
        write({"refused": refusal(error)})
        return
    greetings = [pool.submit(greet) for _ in range(first["width"])]
    cpu = {}
    for greeting in greetings:
        cpu |= greeting.result()["cpuMs"]
    write({"outcome": None, "nowMs": now_ms(), "cpuMs": {**cpu, **cpu_ms()}})
    for line in orders:
        order = json.loads(line)
        future = pool.submit(run_part, order["part"], order["input"])
        future.add_done_callback(lambda done, part=order["part"]: report(part, done))
    # The owner is gone: so are we, at once, with all that we started.
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def facts():
    """Tells which Python this is: where, its version, and whether the GIL is on."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print(json.dumps([sys.executable, platform.python_version(), gil]))


if __name__ == "__main__":
    facts() if sys.argv[1:] == ["facts"] else main()
