"""Tells which Python this is: where, its version, and whether the global interpreter lock is on."""

import json
import platform
import sys

gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(json.dumps([sys.executable, platform.python_version(), gil]))
