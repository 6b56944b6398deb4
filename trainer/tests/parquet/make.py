import datetime, decimal, sys, os
import pyarrow as pa, pyarrow.parquet as pq, duckdb
out = sys.argv[1]  # this folder; needs duckdb and pyarrow
utc = datetime.timezone.utc
rows = []
for n in range(12):
    rows.append(dict(order_id=1000 + n // 3, time=datetime.datetime(2025, 10, 7, 9, 50, 26, tzinfo=utc) + datetime.timedelta(hours=n // 3),
        product_id=["A-1", "B-2", "C-3", "D-4", "E-5"][(n * 2 + n // 4) % 5], quantity=1 + n % 3,
        unit_price=decimal.Decimal(999 + 125 * n) / 100, customer_id=None if n // 3 == 2 else 17850 + n // 3))
rows[7]["product_id"] = None
with open(f"{out}/orders.csv", "w") as f:
    f.write("order_id,time,product_id,quantity,unit_price,customer_id\n")
    for r in rows:
        f.write(",".join("" if v is None else (v.strftime("%Y-%m-%d %H:%M:%S") if isinstance(v, datetime.datetime) else str(v)) for v in r.values()) + "\n")
base = pa.table({
    "order_id": pa.array([r["order_id"] for r in rows], pa.int64()),
    "time": pa.array([r["time"] for r in rows], pa.timestamp("us", tz="UTC")),
    "product_id": pa.array([r["product_id"] for r in rows], pa.string()),
    "quantity": pa.array([r["quantity"] for r in rows], pa.int32()),
    "unit_price": pa.array([r["unit_price"] for r in rows], pa.decimal128(10, 2)),
    "customer_id": pa.array([r["customer_id"] for r in rows], pa.int64()),
    "tags": pa.array([["x", "y"]] * 12, pa.list_(pa.string())),
})
# As Arrow writes it with pages of version 2, zstd, two row groups; decimals are fixed-length bytes.
pq.write_table(base, f"{out}/pyarrow-v2-zstd.parquet", compression="zstd", data_page_version="2.0", row_group_size=7)
# As pandas writes what it has: doubles for whole numbers with gaps and for prices, nanoseconds, snappy.
pandas_like = pa.table({
    "order_id": pa.array([str(r["order_id"]) for r in rows], pa.string()),
    "time": pa.array([r["time"].replace(tzinfo=None) for r in rows], pa.timestamp("ns")),
    "product_id": base["product_id"],
    "quantity": pa.array([float(r["quantity"]) for r in rows], pa.float64()),
    "unit_price": pa.array([float(r["unit_price"]) for r in rows], pa.float64()),
    "customer_id": pa.array([None if r["customer_id"] is None else float(r["customer_id"]) for r in rows], pa.float64()),
})
pq.write_table(pandas_like, f"{out}/pandas-snappy.parquet", compression="snappy")
# As Spark wrote it for long: INT96 times, decimals as integers or bytes.
pq.write_table(base.drop(["tags"]), f"{out}/spark-int96-gzip.parquet", compression="gzip", use_deprecated_int96_timestamps=True, store_decimal_as_integer=True)
con = duckdb.connect(); t = base
con.execute(f"copy (select order_id::uinteger order_id, time, product_id, quantity::smallint quantity, unit_price::float unit_price, customer_id::hugeint::bigint customer_id from t) to '{out}/duckdb-snappy.parquet' (format parquet)")
pq.write_table(base, f"{out}/lz4.parquet", compression="lz4", use_dictionary=False)
for f in sorted(os.listdir(out)): print(f, os.path.getsize(f"{out}/{f}"))
