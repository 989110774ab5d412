# Computes on several cores: python3 04-processes-that-compute.py
from concurrent.futures import ProcessPoolExecutor
from math import isqrt
from time import monotonic


def count_primes(bounds):
    first, last = bounds
    return sum(all(n % d for d in range(2, isqrt(n) + 1)) for n in range(max(2, first), last))


if __name__ == "__main__":
    start = monotonic()
    ranges = [(0, 50_000), (50_000, 100_000), (100_000, 150_000), (150_000, 200_000)]
    with ProcessPoolExecutor() as pool:  # as many processes as there are cores
        counts = list(pool.map(count_primes, ranges))  # inputs and results are pickled
    print(sum(counts), f"primes in {monotonic() - start:.1f} s")
