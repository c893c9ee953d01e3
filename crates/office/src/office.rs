//! Everything that commands and views work with, put together once.

use crate::{
    at_rest::{AtRest, Rounds},
    backtests::Running,
    backups::Backups,
    beside::Beside,
    board::Board,
    canary::Canary,
    copies::Copies,
    crowds::Crowds,
    device_views::DeviceViews,
    drivers::email::Mail,
    erasures::Erasures,
    exports::Exports,
    files::Files,
    late::Late,
    links::Links,
    newcomers::Newcomers,
    placements::Placements,
    rates::Rates,
    recent::Recent,
    refused::Refused,
    seen::Seen,
    settings::Settings,
    sources::Sources,
    tallies::{Cache, Counted},
};
use hashbrown::HashMap;
use parking_lot::{Mutex, RwLock};
use rapport_channel::driver::ChannelDriver;
use rapport_customer::Brand;
use rapport_drivers::{printer, reach::Networks};
use rapport_kernel::{BrandId, ChannelKind, Time};
use rapport_platform::{
    installation::Installation,
    runtime::Runtime,
    sql::{
        Db, approval::Approvals, brand::Brands, job::Jobs, journey::Journeys, ledger::Ledger, order::Orders,
        trace::Trace, used_link::UsedLinks, voucher::Vouchers,
    },
    tasks::Tasks,
    trouble::Trouble,
};
use std::{ops::Deref, sync::Arc};

/// What commands and views share; cheap to clone.
#[derive(Clone)]
pub struct Office(pub Arc<Parts>);

impl Deref for Office {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What there is.
pub struct Parts {
    /// The heart: log, state, history.
    pub runtime: Runtime,
    /// Its number, epoch and the directory it lives in.
    pub installation: Installation,
    /// Backups, the one under way and the last.
    pub backups: Backups,
    /// The journal beside them.
    pub beside: Beside,
    /// The database behind the stores.
    pub db: Db,
    /// Whether it keeps what is written.
    pub canary: Canary,
    /// Plan and money.
    pub ledger: Ledger,
    /// By which keys the books name orders.
    pub orders: Orders,
    /// Pools and vouchers, with the money that they bind.
    pub vouchers: Vouchers,
    /// Messages as they left.
    pub copies: Copies,
    /// Data that people are owed.
    pub exports: Exports,
    /// Erasures that people asked for and that are not in the log yet.
    pub erasures: Erasures,
    /// Journeys' documents.
    pub journeys: Journeys,
    /// What waits for release, and what was said about it.
    pub approvals: Approvals,
    /// Brands' documents.
    pub brands: Brands,
    /// Who may speak.
    pub sources: Sources,
    /// Files on their way in.
    pub files: Files,
    /// Who changed what.
    pub trace: Trace,
    /// Long work.
    pub jobs: Jobs,
    /// Back-tests at work in this process.
    pub backtests: Running,
    /// Branches, printers, mail.
    pub settings: Arc<Settings>,
    /// The mailer of the settings as they are now.
    pub mail: Arc<Mail>,
    /// What branches see.
    pub board: Arc<Board>,
    /// Who carries messages out, by kind of channel.
    pub drivers: HashMap<ChannelKind, Arc<dyn ChannelDriver>>,
    /// The printers' driver, which is told where they stand.
    pub printers: Arc<printer::Driver>,
    /// In which networks printers may stand.
    pub printer_networks: Arc<Networks>,
    /// What happened last.
    pub recent: Arc<Recent>,
    /// Signs links.
    pub links: Links,
    /// Links that are good once.
    pub used_links: UsedLinks,
    /// How often confirmations were asked for.
    pub rates: Rates,
    /// Which ids gather too many addresses.
    pub crowds: Crowds,
    /// How many new customers public sources brought.
    pub newcomers: Newcomers,
    /// Old links whose address is looked for.
    pub late: Arc<Late>,
    /// How many placements public sources had shown.
    pub placements: Placements,
    /// What devices were shown that are only said to be somebody's.
    pub device_views: DeviceViews,
    /// Journeys' counters of the last moment.
    pub counted: Cache,
    /// What must go on beside the requests.
    pub tasks: Tasks,
    /// Whether the lease of the data directory is renewed.
    pub leasing: Trouble,
    /// Which brands and journeys of the database this release does not understand: they are not in force.
    pub not_understood: Mutex<Vec<String>>,
    /// The brands by whose settings events are read; forgotten when a brand changes.
    pub homes: RwLock<HashMap<BrandId, Arc<Brand>>>,
    /// Names of events, properties and traits.
    pub seen: Seen,
    /// What the last look at everything on the disk found.
    pub at_rest: AtRest,
    /// How often and how fast it is looked at.
    pub rounds: Rounds,
}

impl Parts {
    /// What time it is, by the runtime's clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.runtime.now()
    }

    /// A brand's settings as the engine has them.
    ///
    /// # Errors
    /// [`Cause::Unavailable`](crate::refused::Cause::Unavailable) while stopping.
    pub async fn brand(&self, id: &BrandId) -> Result<Option<Arc<Brand>>, Refused> {
        let id = id.clone();
        let found = self.runtime.ask_all(move |shard| shard.catalog.brand(&id).cloned()).await?;
        Ok(found.into_iter().flatten().next())
    }

    /// All brands as the engine has them.
    ///
    /// # Errors
    /// [`Cause::Unavailable`](crate::refused::Cause::Unavailable) while stopping.
    pub async fn all_brands(&self) -> Result<Vec<Arc<Brand>>, Refused> {
        let all = self.runtime.ask_all(|shard| shard.catalog.brands().cloned().collect::<Vec<_>>()).await?;
        Ok(all.into_iter().next().unwrap_or_default())
    }

    /// The brand by whose settings identifiers are read (see [`Reading`](rapport_customer::Reading)); an unknown one says nothing.
    ///
    /// # Errors
    /// [`Cause::Unavailable`](crate::refused::Cause::Unavailable) while stopping.
    pub async fn home(&self, id: &BrandId) -> Result<Arc<Brand>, Refused> {
        if let Some(known) = self.homes.read().get(id) {
            return Ok(known.clone());
        }
        let brand = self.brand(id).await?.unwrap_or_else(|| Arc::new(Brand::new(id.as_str(), id.as_str())));
        self.homes.write().insert(id.clone(), brand.clone());
        Ok(brand)
    }

    /// Journeys' counters, at most a second old.
    ///
    /// # Errors
    /// [`Cause::Unavailable`](crate::refused::Cause::Unavailable) while stopping.
    pub async fn tallies(&self) -> Result<Arc<Counted>, Refused> {
        self.counted.get(&self.runtime).await
    }
}
