//! Receipts: the printer of the branch, or the one the journey names.

use crate::{
    drivers::Obstacle,
    settings::{self, Settings},
    wire::Trial,
};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_channel::{Outcome, Outgoing, liquid::Limits, report::Report};
use rapport_drivers::{
    printer::{Patience, Printer, Profile},
    reach::Networks,
};
use rapport_engine::Body;
use rapport_platform::runtime::{Answer, ChannelDriver, Runtime, Start, Submission, TakenBack};
use std::sync::{Arc, OnceLock};

/// Receipts on their way at once; each printer still takes one at a time.
const SLOTS: usize = 8;

/// Carries out receipts.
pub struct Driver {
    /// Where the printers stand.
    pub settings: Arc<Settings>,
    /// For the report that the paper came out, after the one that the printer took it.
    pub runtime: Arc<OnceLock<Runtime>>,
    /// In which networks they may stand.
    pub networks: Arc<Networks>,
    /// One handle for each printer, so that jobs queue up.
    pub printers: Mutex<HashMap<(String, u16), Arc<Printer>>>,
}

impl Driver {
    /// The printer of this name, or of the branch of this name; what stands in a closed branch prints nothing.
    fn printer(&self, place: &str) -> Result<Arc<Printer>, Obstacle> {
        let settings = self.settings.now();
        let by_id = settings.printers.iter().find(|printer| printer.id == place);
        let found = by_id.or_else(|| settings.printers.iter().find(|printer| printer.branch == place));
        let found = found.ok_or(Obstacle::NoPrinter)?;
        if settings.is_closed(&found.branch) {
            return Err(Obstacle::BranchClosed);
        }
        let key = (found.address.clone(), found.columns);
        Ok(self.printers.lock().entry(key).or_insert_with(|| Arc::new(printer(found, &self.networks))).clone())
    }
}

fn printer(settings: &settings::Printer, networks: &Arc<Networks>) -> Printer {
    let columns = u8::try_from(settings.columns).unwrap_or(u8::MAX);
    let base = if columns < 40 { Profile::narrow() } else { Profile::wide() };
    Printer::new(settings.address.clone(), networks.clone(), Profile { columns, ..base }, Patience::default())
}

impl ChannelDriver for Driver {
    fn slots(&self) -> usize {
        SLOTS
    }

    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome> {
        Box::pin(async move {
            let refused = |code: &str| Outcome::Refused { code: code.into(), permanent: true };
            let not_sent = |why: Obstacle| Outcome::NotSent { why: why.code().into() };
            if !outgoing.is_permitted() {
                return refused(Obstacle::PermitMismatch.code());
            }
            let printer = match self.printer(&outgoing.address) {
                Ok(printer) => printer,
                Err(Obstacle::BranchClosed) => return refused(Obstacle::BranchClosed.code()),
                Err(why) => return not_sent(why),
            };
            let receipt = match outgoing.content.receipt(&outgoing.data, &outgoing.hosts, &Limits::default()) {
                Ok(receipt) => receipt,
                Err(why) => return refused(why.code()),
            };
            let may_begin = || start.begin().map_err(|TakenBack(why)| why.code());
            let printing = printer.print_if(&outgoing.message_id, &receipt, may_begin).await;
            let mut outcomes = printing.outcomes(&outgoing.message_id).into_iter();
            let first = outcomes.next().unwrap_or(Outcome::Unknown { why: Obstacle::PrinterSilent.code().into() });
            self.report_later(&outgoing, outcomes.collect());
            first
        })
    }
}

impl Driver {
    /// What is known beyond the answer to the attempt follows it into the log.
    fn report_later(&self, outgoing: &Outgoing, outcomes: Vec<Outcome>) {
        let Some(runtime) = self.runtime.get().cloned() else { return };
        let (customer, send_key) = (outgoing.customer, outgoing.send_key.clone());
        tokio::spawn(async move {
            for outcome in outcomes {
                let report = Report::new(send_key.clone(), outcome, runtime.now());
                let told = runtime.submit(vec![Submission::about(customer, Body::Report(Box::new(report)))]).await;
                if let Err(error) = told {
                    tracing::warn!(%error, "a receipt was printed, and that could not be noted");
                }
            }
        });
    }
}

/// Asks a printer how it is; nothing is printed.
pub async fn trial(settings: &settings::Printer, networks: &Arc<Networks>) -> Trial {
    match printer(settings, networks).status().await {
        Ok(status) if status.paper_low() => Trial { ok: true, message: "Ready; the paper is running low.".into() },
        Ok(_) => Trial { ok: true, message: "Ready.".into() },
        Err(refusal) => Trial { ok: false, message: refusal.code().replace('_', " ") },
    }
}
