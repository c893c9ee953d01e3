//! `rapport demo`: a grocer with real purchases, a plan, journeys and customers who move, all through the public API.
//!
//! * [`shop`]: brand, sources, plan, branches, vouchers, journeys: what a team would set up by hand.
//! * [`year`]: the year that is shown; the records are moved into it, so that the last one was yesterday.
//! * [`purchases`]: baskets of *The Complete Journey* (2,469 households) as orders at tills.
//! * [`letters`]: its coupon letters as activities with budget and invoice, and the coupons that were redeemed, so that sales of the
//!   whole year are credited.
//! * [`people`]: a few hundred of the households with invented names and their consents.
//! * [`counterparts`]: a mail server and a receipt printer on loopback, so that nothing leaves the machine; what they get
//!   lies in the data folder as `mail/*.eml` and `receipts/*.txt`.
//! * `demo/driver/main.mjs` moves the customers through the official SDK.

pub mod counterparts;
pub mod letters;
pub mod people;
pub mod purchases;
pub mod shop;
pub mod year;

use crate::{cli::Demo, client::Client, failure::Failure, progress};
use rapport_drivers::reach::Networks;
use rapport_server::{Config, Server};
use serde_json::json;
use std::{collections::BTreeSet, path::Path, process::Stdio, time::Duration};
use tokio::process::{Child, Command};
use year::Year;

/// Milliseconds between two turns of the driver: a pace one can follow.
const PACE: u64 = 300;

/// Runs the demo until it is interrupted.
///
/// # Errors
/// The data is missing, or the server does not start.
pub async fn run(args: Demo) -> Result<(), Failure> {
    let scratch = Scratch::new(args.data.as_deref())?;
    let token = format!("demo-{}", uuid::Uuid::new_v4().simple());
    // The demo's printer stands on this machine.
    let printer_networks = Networks::new(["127.0.0.0/8"]).map_err(|error| Failure::broken(error.to_string()))?;
    let config = Config { admin_token: Some(token.clone()), printer_networks, ..Config::new(&scratch.0, args.listen) };
    let server = rapport_server::start(config).await?;
    let url = server.url();
    let client = Client::new(&url, None, Some(token.clone()))?;

    let counterparts = counterparts::start(&scratch.0).await?;
    let products = purchases::products(&args.purchases)?;
    let households = people::households(&args.purchases)?;
    let year = Year::around(jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date());
    let shop = shop::set_up(&client, &counterparts, &year).await?;
    people::bring_in(&client, &households).await?;
    let driver = drive(&args, &url, &token, &shop, &households, &products, &scratch.0)?;

    say!("\n  Rapport is at work:  {url}");
    say!("  Sign in with         {token}\n");
    say!("  Mails and receipts lie in {}", scratch.0.display());
    say!("  Stop it with Ctrl-C.\n");

    let till = Client::new(&url, Some(shop.key("till")?.to_owned()), None)?;
    let bar = progress::counter("orders from the tills");
    tokio::select! {
        done = tell_the_year(&args, &client, &till, &year, |orders| bar.set_position(orders)) => {
            let (orders, coupons) = done?;
            bar.finish_and_clear();
            say!("  {orders} real orders are in; {coupons} coupons of letters were redeemed in them.");
            until_told(args.stop_after).await;
        }
        () = until_told(args.stop_after) => bar.finish_and_clear(),
    }
    end(driver, server).await
}

/// Brings the recorded year in: who the households are, the letters they got, what they bought. Returns how many orders, and how
/// many coupons were redeemed.
async fn tell_the_year(
    args: &Demo,
    client: &Client,
    till: &Client,
    year: &Year,
    tell: impl FnMut(u64),
) -> Result<(u64, usize), Failure> {
    let letters = letters::of(&args.purchases, year)?;
    let (folder, from, days, span) = (args.purchases.clone(), year.last_weeks(args.weeks), letters.days(), *year);
    let read = tokio::task::spawn_blocking(move || purchases::baskets(&folder, &span, from, &days));
    let baskets = read.await??;
    let households: BTreeSet<i64> = baskets.iter().map(|basket| basket.household).collect();
    people::introduce(till, households.into_iter()).await?;
    // An order is credited when it comes in: the coupons in it are told before.
    let coupons = letters.bring_in(client, year, &baskets).await?;
    Ok((purchases::bring_in(till, baskets, tell).await?, coupons))
}

async fn until_told(stop_after: Option<u64>) {
    let limit = async {
        match stop_after {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        // Without a signal handler the process ends at once, which is what Ctrl-C asks for.
        _ = tokio::signal::ctrl_c() => {}
        () = limit => {}
    }
}

async fn end(driver: Option<Child>, server: Server) -> Result<(), Failure> {
    say!("  Stopping ...");
    if let Some(mut driver) = driver {
        driver.start_kill()?;
        driver.wait().await?;
    }
    server.stop().await;
    Ok(())
}

fn drive(
    args: &Demo,
    url: &str,
    token: &str,
    shop: &shop::Shop,
    households: &[people::Household],
    products: &[purchases::Product],
    folder: &Path,
) -> Result<Option<Child>, Failure> {
    let Some(program) = &args.driver else { return Ok(None) };
    let customers: Vec<_> = households.iter().map(|h| json!({ "id": h.id, "traits": h.traits() })).collect();
    let setup = json!({
        "url": url, "token": token, "keys": shop.keys, "branches": shop.branches, "pace": PACE,
        "customers": customers, "products": products,
    });
    let file = folder.join("driver.json");
    std::fs::write(&file, setup.to_string())?;
    let child = Command::new("node").arg(program).arg(&file).stdin(Stdio::null()).kill_on_drop(true).spawn();
    child.map(Some).map_err(|e| Failure::broken(format!("node cannot run {}: {e}", program.display())))
}

/// The data folder: the one given, or one that goes with the demo.
struct Scratch(std::path::PathBuf, bool);

impl Scratch {
    fn new(given: Option<&Path>) -> Result<Self, Failure> {
        let folder = given.map_or_else(
            || std::env::temp_dir().join(format!("rapport-demo-{}", uuid::Uuid::new_v4().simple())),
            Path::to_path_buf,
        );
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder, given.is_none()))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if self.1 {
            // What cannot be removed lies in the machine's temporary folder and goes with it.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}
