//! Some of the households, with invented names, and what they agreed to.

use super::purchases::{batches, number, read};
use crate::{client::Client, failure::Failure};
use serde_json::{Map, Value, json};
use std::path::Path;

/// How many households the driver moves.
const MOVING: usize = 300;
/// Consents declared at once.
const AT_ONCE: usize = 16;

const NAMES: [&str; 24] = [
    "Ada", "Bruno", "Carla", "Dario", "Elif", "Femke", "Gustaw", "Hanna", "Ilse", "Jacek", "Kalle", "Lotte", "Mila",
    "Nora", "Otto", "Paula", "Quirin", "Rosa", "Stach", "Tilda", "Udo", "Vera", "Wanda", "Zora",
];
const FAMILIES: [&str; 11] = [
    "Beispiel",
    "Muster",
    "Voorbeeld",
    "Esempio",
    "Probst",
    "Linde",
    "Sampler",
    "Vorlage",
    "Modello",
    "Wzorek",
    "Proefman",
];
const LANGUAGES: [&str; 5] = ["de", "en", "it", "nl", "pl"];

/// A household that moves.
#[derive(Clone, Debug)]
pub struct Household {
    /// Its user id.
    pub id: String,
    number: usize,
}

impl From<i64> for Household {
    fn from(id: i64) -> Self {
        Self { id: format!("household-{id}"), number: usize::try_from(id).unwrap_or_default() }
    }
}

impl Household {
    /// What the shop knows of it.
    #[must_use]
    pub fn traits(&self) -> Value {
        json!({
            "firstName": NAMES[self.number % NAMES.len()],
            "lastName": FAMILIES[self.number % FAMILIES.len()],
            "email": format!("{}@example.com", self.id),
            "loyalty_card": format!("LH-{:06}", self.number),
            "language": LANGUAGES[self.number % LANGUAGES.len()],
        })
    }

    fn known(&self) -> Map<String, Value> {
        let about = json!({ "type": "identify", "userId": self.id, "messageId": format!("known-{}", self.id),
            "traits": self.traits() });
        match about {
            Value::Object(about) => about,
            _ => Map::new(),
        }
    }

    /// Four in five agreed to offers; of those most on all channels.
    fn channels(&self) -> &'static [&'static str] {
        match self.number % 10 {
            0 | 5 => &[],
            3 => &["staff", "receipt", "web"],
            7 => &["email"],
            _ => &["staff", "receipt", "web", "email"],
        }
    }
}

/// The households the driver moves: the first of those that got mailings.
///
/// # Errors
/// The files are not there.
pub fn households(folder: &Path) -> Result<Vec<Household>, Failure> {
    let mut ids = std::collections::BTreeSet::new();
    for row in read(folder, "campaigns.parquet")? {
        ids.insert(number(&row?, "household_id"));
    }
    Ok(ids.into_iter().take(MOVING).map(Household::from).collect())
}

/// Tells who all the households are, as the loyalty programme knows them.
///
/// # Errors
/// The server refuses.
pub async fn introduce(till: &Client, households: impl Iterator<Item = i64>) -> Result<(), Failure> {
    let known: Vec<Map<String, Value>> = households.map(Household::from).map(|household| household.known()).collect();
    for batch in batches(&known) {
        till.import(&batch, false, false).await?;
    }
    Ok(())
}

/// Declares their consents, as the tills have them on paper.
///
/// # Errors
/// The server refuses.
pub async fn bring_in(client: &Client, households: &[Household]) -> Result<(), Failure> {
    let declarations: Vec<Value> = households.iter().flat_map(declarations).collect();
    for part in declarations.chunks(AT_ONCE) {
        let mut tasks = tokio::task::JoinSet::new();
        for body in part {
            let (client, body) = (client.clone(), body.clone());
            tasks.spawn(async move { client.post::<Value>("/v1/consents", &body).await });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
    }
    Ok(())
}

fn declarations(household: &Household) -> Vec<Value> {
    let language = LANGUAGES[household.number % LANGUAGES.len()];
    let declare = |channel: &&str| {
        json!({
            "who": { "user_id": household.id }, "brand": "lindenhof", "purpose": "offers", "channel": channel,
            "act": "grant", "wording": { "version": 1, "language": language }, "source": "till",
            "proof": { "kind": "personal", "reference": format!("form LH-{:06}", household.number) },
        })
    };
    household.channels().iter().map(declare).collect()
}
