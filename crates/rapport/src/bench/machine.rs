//! What this machine can do at all: the figures the product's own are read beside.

use super::quantile;
use crate::failure::Failure;
use serde::Serialize;
use std::{
    fs::OpenOptions,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// The machine's limits.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MachineLimits {
    /// Processors that this process may run on.
    pub cores: usize,
    /// Milliseconds for appending 64 KiB durably (fdatasync), median.
    pub sync_p50_ms: f64,
    /// The same, 99th percentile.
    pub sync_p99_ms: f64,
    /// JSON events parsed per second by one core.
    pub parse_per_second: f64,
    /// Gigabytes copied in memory per second by one core.
    pub copy_gb_per_second: f64,
}

/// Measures them in `folder`.
///
/// # Errors
/// The folder cannot be written.
pub fn measure(folder: &Path) -> Result<MachineLimits, Failure> {
    let mut syncs = syncs(folder)?;
    syncs.sort_by(f64::total_cmp);
    Ok(MachineLimits {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        sync_p50_ms: quantile(&syncs, 0.5),
        sync_p99_ms: quantile(&syncs, 0.99),
        parse_per_second: parse_rate()?,
        copy_gb_per_second: copy_rate(),
    })
}

fn syncs(folder: &Path) -> Result<Vec<f64>, Failure> {
    let path = folder.join("sync-probe");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let block = vec![7u8; 64 << 10];
    let mut times = Vec::new();
    for _ in 0..200 {
        let began = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    std::fs::remove_file(path)?;
    Ok(times)
}

fn parse_rate() -> Result<f64, Failure> {
    let line = r#"{"type":"track","event":"Product Viewed","messageId":"m0000000001","userId":"u0000001","anonymousId":"a0000001","timestamp":"2026-03-02T09:30:00.000Z","properties":{"category":"shoes","product_id":"p17","price":49.95}}"#;
    let (began, mut count) = (Instant::now(), 0u64);
    while began.elapsed() < Duration::from_millis(500) {
        for _ in 0..1_000 {
            let value: rapport_kernel::Value = serde_json::from_str(line)?;
            count += u64::from(std::hint::black_box(value).as_map().is_some());
        }
    }
    Ok(count as f64 / began.elapsed().as_secs_f64())
}

fn copy_rate() -> f64 {
    let from = vec![1u8; 64 << 20];
    let mut to = vec![0u8; 64 << 20];
    let (began, mut copied) = (Instant::now(), 0u64);
    while began.elapsed() < Duration::from_millis(300) {
        to.copy_from_slice(std::hint::black_box(&from));
        copied += std::hint::black_box(&to).len() as u64;
    }
    copied as f64 / began.elapsed().as_secs_f64() / 1e9
}
