"""Counts co-purchases with DuckDB: count.py FILE [verify]. Prints one JSON object."""
import json
import os
import sys
import time

import duckdb

PAIRS = """
    WITH lines AS (SELECT DISTINCT order_id, product_id FROM read_parquet($file))
    SELECT a.product_id AS product_a, b.product_id AS product_b, count(*) AS orders
    FROM lines a JOIN lines b ON a.order_id = b.order_id AND a.product_id < b.product_id
    GROUP BY ALL"""

file, verify = sys.argv[1], sys.argv[2:] == ["verify"]
start = time.perf_counter()
db = duckdb.connect()
# The fastest way that DuckDB offers: all threads, and no order to keep.
db.execute(f"SET threads = {os.cpu_count()}")
db.execute("SET preserve_insertion_order = false")
# It would be drawn between the lines of what is printed here.
db.execute("SET enable_progress_bar = false")
found = {"version": duckdb.__version__}
if verify:
    db.execute(f"CREATE TEMP TABLE counts AS {PAIRS}", {"file": file})
    found["pairs"], found["pair_orders"], found["checksum"] = db.execute("""
        WITH places AS (SELECT product_id, row_number() OVER (ORDER BY product_id) - 1 AS place
                        FROM (SELECT DISTINCT product_id FROM read_parquet($file)))
        SELECT count(*), sum(orders),
               (sum((65537 * a.place + 257 * b.place + 1)::HUGEINT * orders) % 18446744073709551616::HUGEINT)
        FROM counts JOIN places a ON product_a = a.product_id JOIN places b ON product_b = b.product_id
    """, {"file": file}).fetchone()
else:
    found["pairs"], found["pair_orders"] = db.execute(f"SELECT count(*), sum(orders) FROM ({PAIRS})", {"file": file}).fetchone()
found["seconds"] = time.perf_counter() - start
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        found["peak_memory_bytes"] = int(line.split()[1]) * 1024
print(json.dumps({key: value if isinstance(value, (str, float)) else int(value) for key, value in found.items()}))
