//! `setwise bench-orders`: orders by a power law, for benches.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use parquet::data_type::ByteArray;
use rayon::prelude::*;

use crate::demo::{Lines, PowerLaw};
use crate::write_parquet::{ColumnType, ColumnValues, Layout, ParquetWriter};

/// Make orders by a power law, for benches: plausible in size and shape, without any meaning.
#[derive(Debug, Clone, clap::Args)]
pub struct BenchOrdersArgs {
    /// How many orders; lines are about 3.5 times as many.
    #[arg(long)]
    pub orders: u64,
    /// How many products.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub products: u32,
    /// Any number; equal numbers give byte-equal files.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Ids as text (O-1, SKU-1) and not as numbers.
    #[arg(long)]
    pub text_ids: bool,
    /// File to write: Parquet if its name ends so, else CSV.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// Makes the file, and gives the number of lines.
///
/// # Errors
/// When the file cannot be written.
pub fn run(args: &BenchOrdersArgs) -> io::Result<u64> {
    let shop = PowerLaw::new(args.seed, args.orders, args.products);
    if args.out.extension().is_some_and(|e| e == "parquet") {
        parquet(&shop, args)
    } else {
        csv(&shop, args)
    }
}

/// Makes each block on any thread and writes them in order.
fn blocks<T: Send>(
    shop: &PowerLaw,
    make: impl Fn(Lines) -> io::Result<T> + Sync,
    mut write: impl FnMut(T) -> io::Result<()>,
) -> io::Result<u64> {
    let together = 4 * rayon::current_num_threads() as u64;
    let mut lines = 0;
    for from in (0..shop.blocks()).step_by(together as usize) {
        let made: Vec<io::Result<(u64, T)>> = (from..shop.blocks().min(from + together))
            .into_par_iter()
            .map(|block| {
                let lines = shop.block(block);
                Ok((lines.order.len() as u64, make(lines)?))
            })
            .collect();
        for block in made {
            let (count, block) = block?;
            lines += count;
            write(block)?;
        }
    }
    Ok(lines)
}

fn order_id(order: i64) -> String {
    format!("O-{order}")
}

fn product_id(product: u32) -> String {
    format!("SKU-{product}")
}

fn parquet(shop: &PowerLaw, args: &BenchOrdersArgs) -> io::Result<u64> {
    let id = if args.text_ids {
        ColumnType::Text
    } else {
        ColumnType::Int64
    };
    let layout = Layout::new(&[
        ("order_id", id),
        ("time", ColumnType::Instant),
        ("product_id", id),
        ("quantity", ColumnType::Int32),
        ("unit_price", ColumnType::Cents),
        ("customer_id", ColumnType::Int64),
    ])?;
    let mut file = ParquetWriter::create(&args.out, &layout)?;
    let texts = |ids: Vec<String>| {
        let ids = ids.iter().map(|id| ByteArray::from(id.as_str()));
        ColumnValues::Text(ids.collect())
    };
    let lines = blocks(
        shop,
        |lines| {
            let (order, product) = if args.text_ids {
                (
                    texts(lines.order.into_iter().map(order_id).collect()),
                    texts(lines.product.into_iter().map(product_id).collect()),
                )
            } else {
                let products = lines.product.into_iter().map(i64::from);
                (
                    ColumnValues::Int64(lines.order),
                    ColumnValues::Int64(products.collect()),
                )
            };
            layout.encode(&[
                order,
                ColumnValues::Int64(lines.time),
                product,
                ColumnValues::Int32(lines.quantity),
                ColumnValues::Int64(lines.unit_price),
                ColumnValues::Int64(lines.customer),
            ])
        },
        |group| file.append(group),
    )?;
    file.finish()?;
    Ok(lines)
}

fn csv(shop: &PowerLaw, args: &BenchOrdersArgs) -> io::Result<u64> {
    let path: &Path = &args.out;
    let mut file = BufWriter::with_capacity(1 << 20, std::fs::File::create(path)?);
    file.write_all(b"order_id,time,product_id,quantity,unit_price,customer_id\n")?;
    let lines = blocks(
        shop,
        |lines| {
            let mut text = Vec::with_capacity(lines.order.len() * 48);
            for at in 0..lines.order.len() {
                let (order, product) = (lines.order[at], lines.product[at]);
                let time = jiff::Timestamp::from_millisecond(lines.time[at])
                    .map_err(io::Error::other)?
                    .strftime("%Y-%m-%d %H:%M:%S")
                    .to_string();
                if args.text_ids {
                    write!(text, "{},{time},{}", order_id(order), product_id(product))?;
                } else {
                    write!(text, "{order},{time},{product}")?;
                }
                let price = lines.unit_price[at];
                writeln!(
                    text,
                    ",{},{}.{:02},{}",
                    lines.quantity[at],
                    price / 100,
                    price % 100,
                    lines.customer[at]
                )?;
            }
            Ok(text)
        },
        |text| file.write_all(&text),
    )?;
    file.flush()?;
    Ok(lines)
}
