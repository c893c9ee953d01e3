//! Receipts: the printer of the branch, or the one the journey names.

use super::{Patience, Printer, Profile};
use crate::{obstacle::Obstacle, reach::Networks};
use parking_lot::{Mutex, RwLock};
use rapport_channel::{
    Outcome, Outgoing,
    driver::{Answer, ChannelDriver, Start, TakenBack, Trial},
    liquid::Limits,
    receipt::Receipt,
};
use rapport_customer::send_key::SendKey;
use std::{collections::HashMap, sync::Arc};

/// Receipts on their way at once; each printer still takes one at a time.
const SLOTS: usize = 8;

/// Where a printer stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// How branches and the settings name it.
    pub id: String,
    /// Which branch it stands in.
    pub branch: String,
    /// `host:port`.
    pub address: String,
    /// Characters in a line.
    pub columns: u16,
    /// Whether the branch is closed: then nothing is printed there.
    pub closed: bool,
}

/// Takes what is known beyond the answer to the attempt: that the paper came out, after the printer took the job.
pub type Later = Box<dyn Fn(&SendKey, Vec<Outcome>) + Send + Sync>;

/// Carries out receipts.
pub struct Driver {
    networks: Arc<Networks>,
    later: Later,
    places: RwLock<Vec<Place>>,
    /// One handle for each printer, so that jobs queue up.
    printers: Mutex<HashMap<(String, u16), Arc<Printer>>>,
}

impl Driver {
    /// A driver for printers in these networks.
    #[must_use]
    pub fn new(networks: Arc<Networks>, later: Later) -> Self {
        Self { networks, later, places: RwLock::default(), printers: Mutex::default() }
    }

    /// From now on the printers stand there.
    pub fn set(&self, places: Vec<Place>) {
        *self.places.write() = places;
    }

    /// The printer of this name, or of the branch of this name; what stands in a closed branch prints nothing.
    fn printer(&self, place: &str) -> Result<Arc<Printer>, Obstacle> {
        let places = self.places.read();
        let by_id = places.iter().find(|printer| printer.id == place);
        let found = by_id.or_else(|| places.iter().find(|printer| printer.branch == place));
        let found = found.ok_or(Obstacle::NoPrinter)?;
        if found.closed {
            return Err(Obstacle::BranchClosed);
        }
        let key = (found.address.clone(), found.columns);
        Ok(self.printers.lock().entry(key).or_insert_with(|| Arc::new(self.connect(found))).clone())
    }

    fn connect(&self, place: &Place) -> Printer {
        let columns = u8::try_from(place.columns).unwrap_or(u8::MAX);
        let base = if columns < 40 { Profile::narrow() } else { Profile::wide() };
        let profile = Profile { columns, ..base };
        Printer::new(place.address.clone(), self.networks.clone(), profile, Patience::default())
    }

    /// Asks a printer how it is; nothing is printed.
    pub async fn trial(&self, place: &Place) -> Trial {
        match self.connect(place).status().await {
            Ok(status) if status.paper_low() => Trial::good("paper_low"),
            Ok(_) => Trial::good("ready"),
            Err(refusal) => Trial::bad(refusal.code()),
        }
    }
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
            let receipt = match outgoing.content.made::<Receipt>(&outgoing.data, &outgoing.hosts, &Limits::default()) {
                Ok(receipt) => receipt,
                Err(why) => return refused(why.code()),
            };
            let may_begin = || start.begin().map_err(|TakenBack(why)| why);
            let printing = printer.print_if(&outgoing.message_id, &receipt, may_begin).await;
            let mut outcomes = printing.outcomes(&outgoing.message_id).into_iter();
            let first = outcomes.next().unwrap_or(Outcome::Unknown { why: Obstacle::PrinterSilent.code().into() });
            (self.later)(&outgoing.send_key, outcomes.collect());
            first
        })
    }

    /// Asks every printer; the first that is not ready speaks for all.
    fn test(&self) -> Answer<'_, Option<Trial>> {
        Box::pin(async move {
            let places = self.places.read().clone();
            let mut last = None;
            for place in &places {
                let trial = self.trial(place).await;
                if !trial.ok {
                    return Some(Trial { place: Some(place.id.clone()), ..trial });
                }
                last = Some(trial);
            }
            last
        })
    }
}
