"""JupyterLab's settings for the course; `npm start` passes this file as --config."""

import os
import select
import signal
import sys
import threading

c = get_config()  # noqa: F821, Jupyter defines it

c.ServerApp.ip = "127.0.0.1"
c.ServerApp.allow_root = getattr(os, "geteuid", lambda: 1)() == 0
# `notebooks` is hidden: an update overwrites it, and the reader's copies are in `my-notebooks`.
hidden = ["notebooks", "node_modules", "dist", "__pycache__", "*.pyc", ".DS_Store", "*~"]
c.ContentsManager.hide_globs = hidden
c.Application.log_level = "WARN"


def end_with_owner():
    """Ends Jupyter when its standard input, a pipe from `npm start`, is closed."""
    pipe = sys.stdin.fileno()
    while True:
        try:
            if not os.read(pipe, 1):
                break
        except BlockingIOError:
            # A program that Jupyter started shares this pipe and has made it non-blocking.
            select.select([pipe], [], [])
    if hasattr(signal, "pthread_kill"):  # to the main thread: it may be asleep in its event loop
        signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)
    else:
        os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_owner, daemon=True).start()
