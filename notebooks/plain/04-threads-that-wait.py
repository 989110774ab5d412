# Waits four times at once: python3 04-threads-that-wait.py
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep


def ask(number):
    sleep(0.2)  # replace this by a request: while it waits, other threads run
    return f"answer {number}"


start = monotonic()
with ThreadPoolExecutor(max_workers=4) as pool:
    answers = list(pool.map(ask, range(4)))  # an exception in `ask` is raised here
print(answers, f"after {monotonic() - start:.1f} s")
